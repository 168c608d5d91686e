import { z } from 'zod';
import { editsOfOthers } from '../ledger/decisive-facts.ts';
import type { Fact } from '../ledger/fact.ts';
import { chargesThatCount, editWithin } from '../ledger/limits.ts';
import { chargeTypes, isCharge } from '../ledger/subscription-order.ts';
import type { Transaction } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { readValues } from '../platform/database/read-rows.ts';

const [charge, groupCharge] = chargeTypes;

/**
 * The keys of the facts that decide about subscriptions (server/ledger/decisive-facts.ts), as an SQL query of `fact_key`:
 * all but charges, and the newest charges of each type. Each part is a range of the index facts_subscription_idx, so that a
 * subscription with ten thousand charges costs as much as one with fifty.
 */
export function decisiveKeys(accountId: string, subscriptionIds: readonly string[]): Prisma.Sql {
  const facts = Prisma.sql`
    SELECT "fact_key" FROM "facts" WHERE "account_id" = ${accountId}::uuid AND "subscription_id" = s."id"`;
  const newest = (type: string) => Prisma.sql`
    (${facts} AND "type" = ${type} ORDER BY "occurred_at" DESC, "fact_key" COLLATE "C" DESC LIMIT ${chargesThatCount})`;
  return Prisma.sql`
    SELECT d."fact_key" FROM unnest(${[...subscriptionIds]}::text[]) AS s("id") CROSS JOIN LATERAL (
      ${facts} AND "type" < ${charge} UNION ALL
      ${facts} AND "type" > ${charge} AND "type" < ${groupCharge} UNION ALL
      ${facts} AND "type" > ${groupCharge} UNION ALL
      ${newest(charge)} UNION ALL ${newest(groupCharge)}) d`;
}

/** The subscriptions among these facts of which charges may have been left out. */
export function cutSubscriptions(facts: readonly Fact[]): readonly string[] {
  const charges = Map.groupBy(facts.filter(isCharge), ({ subscriptionId, type }) => `${type} ${subscriptionId}`);
  const cut = [...charges.values()].filter((theirs) => theirs.length >= chargesThatCount);
  return [...new Set(cut.flatMap(([first]) => first?.subscriptionId ?? []))];
}

/**
 * The keys of older charges that count after all: the first that name the customer, and those that made the edit which
 * another fact shows.
 * @param facts those of these subscriptions that were read by `decisiveKeys`
 */
export async function readOlderKeys(
  transaction: Transaction,
  accountId: string,
  subscriptionIds: readonly string[],
  facts: readonly Fact[],
): Promise<readonly string[]> {
  const edits = [...editsOfOthers(facts)];
  const charges = Prisma.sql`
    SELECT "fact_key" FROM "facts" WHERE "account_id" = ${accountId}::uuid AND "subscription_id" = s."id"`;
  const first = (type: string, condition: Prisma.Sql) => Prisma.sql`
    (${charges} AND "type" = ${type} AND ${condition} ORDER BY "occurred_at", "fact_key" COLLATE "C" LIMIT 1)`;
  const namesAccount = Prisma.sql`"fastspring_account_id" IS NOT NULL`;
  const namesEmail = Prisma.sql`"data" #>> '{customer,email}' IS NOT NULL`;
  return readValues(transaction, z.string())`
    SELECT o."fact_key" FROM unnest(${[...subscriptionIds]}::text[]) AS s("id") CROSS JOIN LATERAL (
      ${first(charge, namesAccount)} UNION ALL ${first(groupCharge, namesAccount)} UNION ALL
      ${first(charge, namesEmail)} UNION ALL ${first(groupCharge, namesEmail)} UNION ALL
      SELECT f."fact_key" FROM unnest(${edits}::float8[]) AS e("at") JOIN "facts" f ON f."account_id" = ${accountId}::uuid
        AND f."subscription_id" = s."id" AND f."type" IN (${charge}, ${groupCharge})
        AND f."occurred_at" BETWEEN to_timestamp((e."at" - ${editWithin}) / 1000) AND to_timestamp((e."at" + ${editWithin}) / 1000)
        AND coalesce((f."data" #>> '{subscription,changedAt}')::float8, extract(epoch FROM f."occurred_at") * 1000) = e."at") o`;
}

/** The identities of the customers that these subscriptions have now. */
export async function readOwners(
  transaction: Transaction,
  accountId: string,
  subscriptionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await transaction.subscription.findMany({
    where: { accountId, subscriptionId: { in: [...subscriptionIds] } },
    select: { subscriptionId: true, customer: { select: { identity: true } } },
  });
  return new Map(
    rows.flatMap(({ subscriptionId, customer }) => (customer === null ? [] : [[subscriptionId, customer.identity]])),
  );
}
