import type { Transaction } from '../database/database.ts';
import { foldEmail } from '../ledger/email.ts';

/** All that one person is known by in an account. */
export interface Person {
  readonly customerIds: readonly string[];
  /** folded */
  readonly emails: readonly string[];
  readonly fastspringAccountIds: readonly string[];
  readonly names: readonly string[];
}

/** What the facts of one customer say of who it is. */
export interface CustomerWords {
  readonly customerId: string;
  readonly emails: readonly string[];
  readonly fastspringAccountIds: readonly string[];
}

/** Where the search for a person begins: a folded address, or a customer. */
export type PersonSearch = { readonly email: string } | { readonly customerId: string };

/**
 * The customer, or every one with the address, and those who share an address or a FastSpring account with one of
 * them. People change their address, and FastSpring gives one person several accounts.
 */
export function joinPerson(search: PersonSearch, customers: readonly CustomerWords[]): Omit<Person, 'names'> {
  const emails = new Set('email' in search ? [search.email] : []);
  const accounts = new Set<string>();
  const found = new Set<string>();
  let grew = true;
  while (grew) {
    grew = false;
    for (const customer of customers) {
      const isTheirs =
        ('customerId' in search && customer.customerId === search.customerId) ||
        customer.emails.some((each) => emails.has(each)) ||
        customer.fastspringAccountIds.some((each) => accounts.has(each));
      if (!isTheirs || found.has(customer.customerId)) continue;
      found.add(customer.customerId);
      for (const each of customer.emails) emails.add(each);
      for (const each of customer.fastspringAccountIds) accounts.add(each);
      grew = true;
    }
  }
  return { customerIds: [...found], emails: [...emails], fastspringAccountIds: [...accounts] };
}

interface WordsRow {
  customer_id: string;
  email: string | null;
  account: string | null;
}

export async function findPerson(
  transaction: Pick<Transaction, '$queryRaw'>,
  accountId: string,
  search: PersonSearch,
): Promise<Person> {
  const rows = await transaction.$queryRaw<WordsRow[]>`
    SELECT "id"::text AS customer_id, "email", "fastspring_account_id" AS account FROM "customers"
    WHERE "account_id" = ${accountId}::uuid AND "match_state" <> 'erased'
    UNION SELECT "id"::text, substring("identity" FROM '^email:(.*)$'), substring("identity" FROM '^account:(.*)$')
    FROM "customers" WHERE "account_id" = ${accountId}::uuid AND "match_state" <> 'erased'
    UNION SELECT f."customer_id"::text, f."data" #>> '{customer,email}', f."fastspring_account_id" FROM "facts" f
    JOIN "customers" c ON c."id" = f."customer_id" AND c."match_state" <> 'erased'
    WHERE f."account_id" = ${accountId}::uuid`;
  const customers = [...Map.groupBy(rows, (row) => row.customer_id)].map(([customerId, theirs]) => ({
    customerId,
    emails: theirs.flatMap((row) => (row.email === null ? [] : (foldEmail(row.email) ?? []))),
    fastspringAccountIds: theirs.flatMap((row) => row.account ?? []),
  }));
  const person = joinPerson(search, customers);
  const names = await transaction.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT "data" #>> '{customer,name}' AS name FROM "facts" WHERE "account_id" = ${accountId}::uuid
      AND "customer_id" = ANY(${[...person.customerIds]}::uuid[]) AND "data" #>> '{customer,name}' IS NOT NULL`;
  return { ...person, names: names.map(({ name }) => name) };
}
