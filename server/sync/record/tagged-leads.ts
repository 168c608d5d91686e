import { type NamedLead, namedLeads, tagsOf } from '../../matching/lead-tag.ts';
import { matchDetailsSchema } from '../../matching/match.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { RecordedFact } from '../../recording/record.ts';

/**
 * Queues customers with a new tagged order for matching: the order may belong to the lead in its tag instead of the one
 * with their other payments. Runs in the transaction that records the order, so that nothing is planned before. A tag or
 * lead that was decided before stays decided.
 */
export async function lookForTaggedLeads(
  transaction: Transaction,
  accountId: string,
  recorded: readonly RecordedFact[],
  now: number,
): Promise<void> {
  for (const { fact, customerId, isPlanned } of recorded) {
    if (isPlanned || customerId === null) continue;
    const named = namedLeads(tagsOf(fact));
    if (named.length === 0 || (await areDecided(transaction, accountId, customerId, named))) continue;
    await transaction.customer.updateMany({
      where: { accountId, id: customerId, matchState: { in: ['linked', 'unmatched'] } },
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
