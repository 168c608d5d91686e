import { z } from 'zod';
import { foldEmail } from '../ledger/email.ts';
import type { Transaction } from '../platform/database/database.ts';
import { readRows, readValues } from '../platform/database/read-rows.ts';

/** All identifiers of one person in an account. */
export interface Person {
  readonly customerIds: readonly string[];
  /** folded */
  readonly emails: readonly string[];
  readonly fastspringAccountIds: readonly string[];
  readonly names: readonly string[];
}

/** The identifiers in one customer's facts. */
export interface CustomerIdentifiers {
  readonly customerId: string;
  readonly emails: readonly string[];
  readonly fastspringAccountIds: readonly string[];
}

/** The starting point of the search for a person: a folded address, or a customer. */
export type PersonSearch = { readonly email: string } | { readonly customerId: string };

/**
 * The customer, or every customer with the address, and all customers who share an address or a FastSpring account with
 * one of them. People change their address, and FastSpring gives one person several accounts.
 */
export function joinPerson(search: PersonSearch, customers: readonly CustomerIdentifiers[]): Omit<Person, 'names'> {
  const emails = new Set('email' in search ? [search.email] : []);
  const accounts = new Set<string>();
  const found = new Set<string>();
  for (let known = -1; known < found.size; ) {
    known = found.size;
    for (const customer of customers) {
      const isTheirs =
        ('customerId' in search && customer.customerId === search.customerId) ||
        customer.emails.some((each) => emails.has(each)) ||
        customer.fastspringAccountIds.some((each) => accounts.has(each));
      if (!isTheirs) continue;
      found.add(customer.customerId);
      for (const each of customer.emails) emails.add(each);
      for (const each of customer.fastspringAccountIds) accounts.add(each);
    }
  }
  return { customerIds: [...found], emails: [...emails], fastspringAccountIds: [...accounts] };
}

export async function findPerson(
  transaction: Pick<Transaction, '$queryRaw'>,
  accountId: string,
  search: PersonSearch,
): Promise<Person> {
  const person = joinPerson(search, await readIdentifiers(transaction, accountId));
  const names = await readValues(transaction, z.string())`
    SELECT DISTINCT "data" #>> '{customer,name}' AS name FROM "facts" WHERE "account_id" = ${accountId}::uuid
      AND "customer_id" = ANY(${[...person.customerIds]}::uuid[]) AND "data" #>> '{customer,name}' IS NOT NULL`;
  return { ...person, names };
}

/** Folding the addresses of a slice takes milliseconds; a large account in one go would block the service. */
const customersTogether = 1_000;
const firstUuid = '00000000-0000-0000-0000-000000000000';

const identifiersRow = z.object({
  customer_id: z.string(),
  email: z.string().nullable(),
  account: z.string().nullable(),
});

async function readIdentifiers(
  transaction: Pick<Transaction, '$queryRaw'>,
  accountId: string,
): Promise<readonly CustomerIdentifiers[]> {
  const customers: CustomerIdentifiers[] = [];
  for (;;) {
    const last = customers.at(-1)?.customerId ?? firstUuid;
    const rows = await readRows(transaction, identifiersRow)`
      WITH "slice" AS MATERIALIZED (
        SELECT "id", "email", "fastspring_account_id", "identity" FROM "customers"
        WHERE "account_id" = ${accountId}::uuid AND "match_state" <> 'erased' AND "id" > ${last}::uuid
        ORDER BY "id" LIMIT ${customersTogether})
      SELECT "id" AS customer_id, "email", "fastspring_account_id" AS account FROM "slice"
      UNION SELECT "id", substring("identity" FROM '^email:(.*)$'), substring("identity" FROM '^account:(.*)$') FROM "slice"
      UNION SELECT s."id", f."data" #>> '{customer,email}', f."fastspring_account_id" FROM "slice" s
      JOIN "facts" f ON f."account_id" = ${accountId}::uuid AND f."customer_id" = s."id"
      ORDER BY customer_id`;
    if (rows.length === 0) return customers;
    for (const [customerId, theirs] of Map.groupBy(rows, (row) => row.customer_id)) {
      customers.push({
        customerId,
        emails: theirs.flatMap((row) => (row.email === null ? [] : (foldEmail(row.email) ?? []))),
        fastspringAccountIds: theirs.flatMap((row) => row.account ?? []),
      });
    }
  }
}
