import { z } from 'zod';
import { foldEmail } from '../ledger/email.ts';
import { isErasedIdentity } from '../ledger/erased.ts';
import { type Fact, factSchema } from '../ledger/fact.ts';
import { accountIdOf } from '../ledger/identity.ts';
import { projectCustomer } from '../ledger/project-customer.ts';
import type { Transaction } from '../platform/database/database.ts';
import { type Customer, Prisma } from '../platform/database/generated/client.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { timeOrderedId } from '../platform/database/time-ordered-id.ts';

export interface CustomerRow extends Pick<Customer, 'id' | 'lastFactAt' | ShownName> {
  /** created just now, with what its facts say */
  readonly isNew: boolean;
}

/**
 * The customers by identity; missing ones are created.
 * @param facts all facts of those that may be missing, by identity, so that their rows are written once
 */
export async function ensureCustomers(
  transaction: Transaction,
  accountId: string,
  identities: readonly (string | null)[],
  facts: ReadonlyMap<string | null, readonly Fact[]> = new Map(),
): Promise<ReadonlyMap<string, CustomerRow>> {
  const named = [...new Set(identities.filter((identity) => identity !== null))];
  const customers = new Map<string, CustomerRow>();
  const add = (rows: readonly ReadCustomer[], isNew: boolean) => {
    for (const { identity, ...row } of rows) customers.set(identity, { ...row, isNew });
  };
  const missing = () => named.filter((identity) => !customers.has(identity));
  add(await readCustomers(transaction, accountId, named), false);
  if (missing().length > 0) {
    const rows = missing().map((identity) => newCustomer(identity, facts.get(identity)));
    add(await insertCustomers(transaction, accountId, rows), true);
  }
  // Another transaction may have created them in the meantime.
  if (missing().length > 0) add(await readCustomers(transaction, accountId, missing()), false);
  return customers;
}

const readCustomer = z.object({
  ...{ id: z.string(), identity: z.string(), lastFactAt: z.date().nullable() },
  ...{ email: z.string().nullable(), name: z.string().nullable(), company: z.string().nullable() },
  ...{ country: z.string().nullable(), phone: z.string().nullable() },
});
type ReadCustomer = z.output<typeof readCustomer>;

const readColumns = Prisma.sql`"id"::text, "identity", "last_fact_at" AS "lastFactAt", "email", "name", "company", "country", "phone"`;

function readCustomers(
  transaction: Transaction,
  accountId: string,
  identities: readonly string[],
): Promise<readonly ReadCustomer[]> {
  return readRows(transaction, readCustomer)`
    SELECT ${readColumns} FROM "customers" WHERE "account_id" = ${accountId}::uuid AND "identity" = ANY(${identities}::text[])`;
}

/** Not Prisma's createMany: it compiles and keeps a plan for each number of rows. */
function insertCustomers(
  transaction: Transaction,
  accountId: string,
  rows: readonly object[],
): Promise<readonly ReadCustomer[]> {
  return readRows(transaction, readCustomer)`
    INSERT INTO "customers" ("id", "account_id", "identity", "fastspring_account_id", "email", "email_folded", "name", "company",
      "country", "phone", "last_fact_at", "match_state", "next_match_at")
    SELECT "id", ${accountId}::uuid, "identity", "fastspring_account_id", "email", "email_folded", "name", "company",
      "country", "phone", "last_fact_at", "match_state", CASE WHEN "match_state" = 'new' THEN ${new Date()}::timestamptz END
    FROM jsonb_populate_recordset(NULL::"customers", ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT ("account_id", "identity") DO NOTHING RETURNING ${readColumns}`;
}

function newCustomer(identity: string, facts: readonly Fact[] | undefined): object {
  const { emailFolded = null, lastFactAt = null, ...shown } = facts === undefined ? {} : customerColumns(facts);
  return {
    ...{ id: timeOrderedId(), identity, fastspring_account_id: accountIdOf(identity), ...shown },
    ...{ email_folded: emailFolded, last_fact_at: lastFactAt },
    match_state: isErasedIdentity(identity) ? 'erased' : 'new',
  };
}

/** Updates customers' names and addresses from all of their facts; the newest statement counts. */
export async function projectCustomers(
  transaction: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    const facts = await readFacts(transaction, { accountId, customerId: id });
    await transaction.customer.update({
      where: { accountId_id: { accountId, id } },
      data: customerColumns(facts),
      select: { id: true },
    });
  }
}

function customerColumns(facts: readonly Fact[]) {
  const { email, name, company, country, phone } = projectCustomer(facts);
  const emailFolded = email === null ? null : foldEmail(email);
  const lastFactAt = new Date(Math.max(...facts.map(({ occurredAt }) => occurredAt)));
  return { email, emailFolded, name, company, country, phone, lastFactAt };
}

/**
 * The same for customers that were there before, gained facts and lost none, from the facts since the earliest gained one:
 * data that none of these states stays. A customer with years of facts costs no more than a new one.
 */
export async function applyNewFacts(
  transaction: Transaction,
  accountId: string,
  customers: readonly CustomerRow[],
  gained: ReadonlyMap<string, readonly Fact[]>,
): Promise<void> {
  const rows: object[] = [];
  for (const customer of customers) {
    const facts = gained.get(customer.id);
    if (facts === undefined || customer.isNew) continue;
    const newest = await readSince(transaction, accountId, customer, facts);
    const { emailFolded, lastFactAt, ...columns } = customerColumns(newest);
    rows.push({ id: customer.id, ...columns, email_folded: emailFolded, last_fact_at: lastFactAt });
  }
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "customers" c SET
      "email" = CASE WHEN r."email" IS NULL THEN c."email" ELSE r."email" END,
      "email_folded" = CASE WHEN r."email" IS NULL THEN c."email_folded" ELSE r."email_folded" END,
      "name" = coalesce(r."name", c."name"), "company" = coalesce(r."company", c."company"),
      "country" = coalesce(r."country", c."country"), "phone" = coalesce(r."phone", c."phone"),
      "last_fact_at" = greatest(r."last_fact_at", c."last_fact_at")
    FROM jsonb_populate_recordset(NULL::"customers", ${JSON.stringify(rows)}::jsonb) r
    WHERE c."account_id" = ${accountId}::uuid AND c."id" = r."id"`;
}

async function readSince(
  transaction: Transaction,
  accountId: string,
  customer: CustomerRow,
  gained: readonly Fact[],
): Promise<readonly Fact[]> {
  const { id, lastFactAt } = customer;
  const since = new Date(Math.min(...gained.map(({ occurredAt }) => occurredAt)));
  if (lastFactAt !== null && lastFactAt < since) return gained;
  const where = { accountId, customerId: id, occurredAt: { gte: since } };
  const newest = await readFacts(transaction, where, newestAtOnce);
  if (newest.length < newestAtOnce || stateAllThatIsShown(newest, customer)) return [...newest, ...gained];
  return readFacts(transaction, where);
}

/** A late event of a customer with ten thousand facts need not read them all. */
const newestAtOnce = 100;

const shownNames = ['email', 'name', 'company', 'country', 'phone'] as const;
type ShownName = (typeof shownNames)[number];

/** Whether these facts state every detail that the customer has: older ones then change none. */
function stateAllThatIsShown(newest: readonly Fact[], customer: CustomerRow): boolean {
  const shown = projectCustomer(newest);
  return shownNames.every((name) => shown[name] !== null || customer[name] === null);
}

async function readFacts(
  transaction: Transaction,
  where: Prisma.FactWhereInput,
  newestOnly?: number,
): Promise<readonly Fact[]> {
  const rows = await transaction.fact.findMany({
    where,
    select: { data: true },
    ...(newestOnly !== undefined && { orderBy: { occurredAt: 'desc' }, take: newestOnly }),
  });
  return rows.map(({ data }) => factSchema.parse(data));
}

/**
 * Deletes customers whose last fact now belongs to another customer, for example because their address turned out to
 * belong to a FastSpring account. People's decisions, on links and on relevance, go to that other customer.
 * @param left the customers that lost facts, each with the one that gets the links
 * @returns the customers that have facts left; these may state less about them now
 */
export async function dissolveEmptied(
  transaction: Transaction,
  accountId: string,
  left: ReadonlyMap<string, string | null>,
): Promise<readonly string[]> {
  const stay: string[] = [];
  for (const [id, successor] of left) {
    if ((await transaction.fact.count({ where: { accountId, customerId: id } })) > 0) {
      stay.push(id);
      continue;
    }
    if (successor !== null) {
      await handOverLinks(transaction, accountId, id, successor);
      await handOverMark(transaction, accountId, id, successor);
    }
    await transaction.customerLead.deleteMany({ where: { accountId, customerId: id } });
    await transaction.customer.deleteMany({ where: { accountId, id } });
  }
  return stay;
}

/** A link that the successor already has stays as it is. With a link, the successor need not be searched for. */
async function handOverLinks(transaction: Transaction, accountId: string, from: string, to: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customer_leads" l SET "customer_id" = ${to}::uuid
    WHERE l."account_id" = ${accountId}::uuid AND l."customer_id" = ${from}::uuid AND NOT EXISTS (
      SELECT FROM "customer_leads" o WHERE o."account_id" = l."account_id" AND o."customer_id" = ${to}::uuid
      AND o."lead_id" = l."lead_id")`;
  await transaction.$executeRaw`
    UPDATE "customers" SET "match_state" = 'linked', "next_match_at" = NULL
    WHERE "account_id" = ${accountId}::uuid AND "id" = ${to}::uuid AND "match_state" <> 'erased' AND EXISTS (
      SELECT FROM "customer_leads" l WHERE l."account_id" = ${accountId}::uuid AND l."customer_id" = ${to}::uuid
      AND l."removed_at" IS NULL)`;
}

/** A successor who was looked for already waits in people's sight, and stays there. */
async function handOverMark(transaction: Transaction, accountId: string, from: string, to: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customers" c SET "not_relevant_at" = f."not_relevant_at", "not_relevant_by" = f."not_relevant_by"
    FROM "customers" f
    WHERE f."account_id" = ${accountId}::uuid AND f."id" = ${from}::uuid AND f."not_relevant_at" IS NOT NULL
      AND c."account_id" = f."account_id" AND c."id" = ${to}::uuid AND c."match_state" = 'new' AND c."not_relevant_at" IS NULL`;
}
