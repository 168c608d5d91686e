import { z } from 'zod';
import type { LeadTag } from '../../matching/lead-tag.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { AccountRun } from '../run.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

/** Per customer; tags of further purchases are ignored. */
const taggedFactsAtMost = 50;

/** The tags of these customers' purchases that wait for a lead, each once, newest purchase first. */
export async function readLeadTags(
  client: Pick<Transaction, '$queryRaw'>,
  run: Pick<AccountRun, 'accountId' | 'leadTagOf'>,
  customerIds: readonly string[],
): Promise<(customerId: string) => readonly LeadTag[]> {
  const rows = await readRows(client, z.object({ id: z.string(), data: z.unknown() }))`
    SELECT c."id"::text, f."data" FROM unnest(${customerIds}::uuid[]) AS c("id") CROSS JOIN LATERAL (
      SELECT "data" FROM "facts" WHERE "account_id" = ${run.accountId}::uuid AND "customer_id" = c."id"
        AND "planned_at" IS NULL AND ("data" #> '{order,tags}' <> '{}' OR "data" #> '{subscription,tags}' <> '{}')
      ORDER BY "occurred_at" DESC LIMIT ${taggedFactsAtMost}) f`;
  const tags = new Map<string, Map<string, LeadTag>>();
  for (const { id, data } of rows) {
    const fact = readFactOrNull(data);
    const tag = fact === null ? null : run.leadTagOf(fact);
    if (tag !== null) tags.set(id, (tags.get(id) ?? new Map<string, LeadTag>()).set(tag.value, tag));
  }
  return (customerId) => [...(tags.get(customerId)?.values() ?? [])];
}
