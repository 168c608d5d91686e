import { changedFields } from '../../delivery/leads/fold-lead-changes.ts';
import { askForLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import type { KommoLead } from '../../kommo/api/api.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import type { Effect } from '../../platform/database/generated/client.ts';
import { effectContentSchema } from '../../rules/planning/effect.ts';
import { differenceOf, type ReconciliationRun } from './reconciliation-run.ts';
import type { Difference } from './results.ts';

/**
 * Finds leads with ledger fields that a person has changed in Kommo, and requests that they are written again. One
 * request per 250 leads.
 * @throws the errors of server/kommo/requests/errors.ts
 */
export async function checkFields(run: ReconciliationRun): Promise<readonly Difference[]> {
  const { accountId, database, now } = run;
  const kommo = run.kommo.forAccount(accountId, 'background');
  const edited: number[] = [];
  let after = 0n;
  while (!run.signal.aborted) {
    const written = await database.prisma.effect.findMany({
      where: { accountId, kind: 'ledger_fields', state: 'done', leadId: { gt: after } },
      orderBy: { leadId: 'asc' },
      take: elementsPerRead,
    });
    const last = written.at(-1);
    if (last === undefined) break;
    const leads = await kommo.getLeads(written.map(({ leadId }) => Number(leadId)));
    edited.push(...leads.filter((lead) => isEdited(lead, written)).map(({ id }) => id));
    after = last.leadId;
    run.signal.throwIfAborted();
  }
  await database.prisma.$transaction((transaction) => askForLedgerFields(transaction, accountId, edited, now()));
  return edited.map((leadId) => differenceOf('field', String(leadId), 'field_edited'));
}

function isEdited(lead: KommoLead, written: readonly Effect[]): boolean {
  if (lead.is_deleted) return false;
  const effect = written.find(({ leadId }) => Number(leadId) === lead.id);
  const content = effectContentSchema.safeParse(effect?.content).data;
  return content?.kind === 'ledger_fields' && Object.keys(changedFields(lead, content.values)).length > 0;
}

/** Leads with fields that Kommo refused to restore, or that were left out. */
export async function findUnwrittenFields(
  { database, accountId }: ReconciliationRun,
  leadIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const failed = await database.prisma.effect.findMany({
    where: {
      accountId,
      kind: 'ledger_fields',
      leadId: { in: leadIds.map(BigInt) },
      state: { notIn: ['open', 'sending', 'uncertain', 'done'] },
    },
    select: { leadId: true },
  });
  return new Set(failed.map(({ leadId }) => String(leadId)));
}
