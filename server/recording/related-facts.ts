import { z } from 'zod';
import { type Fact, factSchema } from '../ledger/fact.ts';
import { counterpartOf, placePayouts } from '../ledger/returned-payouts.ts';
import type { Transaction } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { readRows } from '../platform/database/read-rows.ts';
import type { Statement } from './statements.ts';
import { cutSubscriptions, decisiveKeys, readOlderKeys } from './subscription-facts.ts';

/** The order and the subscription of a fact: facts that share one belong together. */
export type FactReferences = Pick<Fact, 'orderId' | 'subscriptionId'>;

export function idsIn(references: readonly FactReferences[], name: keyof FactReferences): string[] {
  return [...new Set(references.flatMap((fact) => fact[name] ?? []))];
}

/** A stored fact, with the columns of its row. */
export interface KnownFact extends Statement {
  readonly customerId: string | null;
  readonly isPlanned: boolean;
}

/** Their facts. A payout of a return gets the order of its return. */
export const factsOf = (known: readonly KnownFact[]): readonly Fact[] => placePayouts(known.map(({ fact }) => fact));

/**
 * The facts that share an order or a subscription with one of these, and the payouts of their returns. Of a subscription
 * with many charges those are read that decide about it.
 * @param keys of further facts to read: facts that name neither an order nor a subscription
 */
export async function readRelated(
  transaction: Transaction,
  accountId: string,
  references: readonly FactReferences[],
  keys: readonly string[],
): Promise<readonly KnownFact[]> {
  const subscriptionIds = idsIn(references, 'subscriptionId');
  const ofSubscriptions = decisiveKeys(accountId, subscriptionIds);
  const found = await readFacts(transaction, accountId, references, keys, ofSubscriptions);
  const facts = found.map(({ fact }) => fact);
  const cut = cutSubscriptions(facts).filter((id) => subscriptionIds.includes(id));
  const older = cut.length === 0 ? [] : await readOlderKeys(transaction, accountId, cut, facts);
  return withMore(transaction, accountId, found, older);
}

/** The same with every charge. */
export async function readAllRelated(
  transaction: Transaction,
  accountId: string,
  references: readonly FactReferences[],
  keys: readonly string[],
): Promise<readonly KnownFact[]> {
  const ofSubscriptions = Prisma.sql`SELECT "fact_key" FROM "facts" WHERE "account_id" = ${accountId}::uuid
    AND "subscription_id" = ANY(${idsIn(references, 'subscriptionId')}::text[])`;
  const found = await readFacts(transaction, accountId, references, keys, ofSubscriptions);
  return withMore(transaction, accountId, found, []);
}

/** Adds the facts with these keys, and those of returns to their payouts and the other way round. */
async function withMore(
  transaction: Transaction,
  accountId: string,
  found: readonly KnownFact[],
  keys: readonly string[],
): Promise<readonly KnownFact[]> {
  const keysFound = new Set(found.map(({ fact }) => fact.key));
  const wanted = [...keys, ...found.flatMap(({ fact }) => counterpartOf(fact) ?? [])];
  const missing = wanted.filter((key) => !keysFound.has(key));
  return missing.length === 0 ? found : [...found, ...(await readFacts(transaction, accountId, [], missing))];
}

const rowSchema = z.object({
  data: factSchema,
  rank: z.string(),
  eventRowId: z.bigint(),
  imported: z.boolean(),
  customerId: z.string().nullable(),
  isPlanned: z.boolean(),
});

/** @param ofSubscriptions a query of `fact_key` */
async function readFacts(
  transaction: Transaction,
  accountId: string,
  references: readonly FactReferences[],
  keys: readonly string[],
  ofSubscriptions = Prisma.sql`SELECT NULL::text`,
): Promise<readonly KnownFact[]> {
  const rows = await readRows(transaction, rowSchema)`
    SELECT f."data", f."rank", f."event_row_id" AS "eventRowId", f."imported", f."customer_id"::text AS "customerId",
      f."planned_at" IS NOT NULL AS "isPlanned"
    FROM (SELECT unnest(${[...keys]}::text[]) AS "fact_key"
      UNION SELECT "fact_key" FROM "facts"
        WHERE "account_id" = ${accountId}::uuid AND "order_id" = ANY(${idsIn(references, 'orderId')}::text[])
      UNION ${ofSubscriptions}) k
    JOIN "facts" f ON f."account_id" = ${accountId}::uuid AND f."fact_key" = k."fact_key"`;
  return rows.map(({ data: fact, ...row }) => ({ ...row, fact }));
}
