import { z } from 'zod';
import { type NamedLead, namedLeads, tagsOf } from '../../matching/lead-tag.ts';
import { matchDetailsSchema } from '../../matching/match.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

const rowsSchema = z.array(z.object({ customer_id: z.string(), data: z.unknown() }));

/**
 * Queues customers with a new tagged order for matching: the order may belong to the lead in its tag instead of the one
 * with their other payments. Runs in the transaction that records the order, so that nothing is planned before. A tag or
 * lead that was decided before stays decided.
 */
export async function lookForTaggedLeads(
  transaction: Transaction,
  accountId: string,
  eventRowIds: readonly bigint[],
  now: number,
): Promise<void> {
  const rows = await transaction.$queryRaw`
    SELECT f."customer_id"::text, f."data" FROM "facts" f
    WHERE f."account_id" = ${accountId}::uuid AND f."customer_id" IS NOT NULL AND f."planned_at" IS NULL
      AND f."fact_key" IN (SELECT unnest("fact_keys") FROM "events" WHERE "id" = ANY(${eventRowIds}::bigint[]))
      AND ("data" #> '{order,tags}' <> '{}' OR "data" #> '{subscription,tags}' <> '{}')`;
  for (const { customer_id: customerId, data } of rowsSchema.parse(rows)) {
    const fact = readFactOrNull(data);
    const named = fact === null ? [] : namedLeads(tagsOf(fact));
    if (named.length === 0 || (await areDecided(transaction, accountId, customerId, named))) continue;
    await transaction.customer.updateMany({
      where: { id: customerId, matchState: { in: ['linked', 'unmatched'] } },
      data: { nextMatchAt: new Date(now) },
    });
  }
}

async function areDecided(
  transaction: Transaction,
  accountId: string,
  customerId: string,
  named: readonly NamedLead[],
): Promise<boolean> {
  const links = await transaction.customerLead.findMany({ where: { accountId, customerId } });
  return named.every((tag) =>
    links.some(
      ({ leadId, details }) =>
        Number(leadId) === tag.leadId || matchDetailsSchema.safeParse(details).data?.tagValue === tag.value,
    ),
  );
}
