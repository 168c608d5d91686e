import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import type { AccountRun } from '../run.ts';
import { readLeadTags } from './customer-tags.ts';
import type { DueCustomer } from './searched-customer.ts';

/**
 * Customers per round. Each costs a search, their leads are read together, and due effects are delivered between the
 * rounds. Fewer would cost more requests for leads; more would delay payments of known customers.
 */
const customersPerRound = 40;

/**
 * Customers not searched for yet come first, so that a payer known to Kommo waits for no wide search. Half of a round are
 * those who have just paid, the other half those who have waited longest.
 */
export async function readDueCustomers(run: AccountRun): Promise<readonly DueCustomer[]> {
  const due = await readValues(run.prisma, z.string())`
    WITH "due" AS (
      SELECT "id", "next_match_at", coalesce(jsonb_exists("match", 'searchedFor'), false) AS "searched" FROM "customers"
      WHERE "account_id" = ${run.accountId}::uuid AND "next_match_at" <= ${new Date(run.now())}),
    "taken" AS (
      (SELECT * FROM "due" ORDER BY "searched", "next_match_at" DESC, "id" DESC LIMIT ${customersPerRound / 2})
      UNION (SELECT * FROM "due" ORDER BY "searched", "next_match_at", "id" LIMIT ${customersPerRound / 2}))
    SELECT "id"::text FROM "taken" ORDER BY "searched", "next_match_at" DESC, "id" DESC`;
  const ids = due.filter((id) => !run.skips.has(`customer ${id}`));
  if (ids.length === 0) return [];
  const customers = await gather(run.prisma, run, ids);
  return customers.toSorted((one, other) => ids.indexOf(one.customer.id) - ids.indexOf(other.customer.id));
}

/**
 * Those of these customers with data as it was read, as far as it decides about their lead.
 * @param transaction holds the ledger
 */
export async function withoutChanged<Read extends DueCustomer>(
  transaction: Transaction,
  run: AccountRun,
  read: readonly Read[],
): Promise<readonly Read[]> {
  const ids = read.map(({ customer }) => customer.id);
  const present = new Map((await gather(transaction, run, ids)).map((one) => [one.customer.id, decisive(one)]));
  return read.filter((one) => isDeepStrictEqual(present.get(one.customer.id), decisive(one)));
}

function decisive({ customer, links, tags }: DueCustomer) {
  const { email, name, company, matchState } = customer;
  return { email, name, company, matchState, links, tags };
}

async function gather(
  client: Pick<Transaction, 'customer' | 'customerLead' | '$queryRaw'>,
  run: AccountRun,
  ids: readonly string[],
): Promise<readonly DueCustomer[]> {
  const customers = await client.customer.findMany({ where: { accountId: run.accountId, id: { in: [...ids] } } });
  const links = await client.customerLead.findMany({
    where: { accountId: run.accountId, customerId: { in: [...ids] } },
    orderBy: { leadId: 'asc' },
  });
  const tagsOf = await readLeadTags(client, run, ids);
  return customers.map((customer) => ({
    customer,
    links: links.filter(({ customerId }) => customerId === customer.id),
    tags: tagsOf(customer.id),
  }));
}
