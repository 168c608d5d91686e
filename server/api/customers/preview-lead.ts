import type { Customer } from '../../platform/database/generated/client.ts';
import { readSettings } from '../../rules/settings/settings.ts';
import { nextTurn } from '../../sync/create-leads/lead-creations.ts';
import { planCreation } from '../../sync/create-leads/plan-lead.ts';
import { readUserNames, userName } from '../people/user-names.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import type { LeadPreview } from './unmatched-view.ts';

type PreviewServices = Pick<ApiServices, 'database' | 'kommo' | 'rulesFromEnvironment'>;

/**
 * What would be created if this person asked for it now, decided by the functions that create it. Until then settings,
 * Kommo's stages or another lead's turn may change it.
 */
export async function previewLead(
  { database: { prisma }, kommo: { memory }, rulesFromEnvironment }: PreviewServices,
  { accountId, userId }: WidgetUser,
  customer: Customer,
): Promise<LeadPreview> {
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const settings = readSettings(account.settings, account.singleAccount ? rulesFromEnvironment : []);
  const plan = await planCreation({ prisma, accountId, account, settings, memory }, customer, BigInt(userId));
  const turn = await nextTurn(prisma, accountId, plan);
  const pipelines = await memory.pipelines(accountId);
  const pipeline = pipelines.find(({ id }) => id === plan.pipelineId);
  const stage = pipeline?._embedded.statuses.find(({ id }) => id === plan.lead.status_id);
  return {
    leadName: plan.name,
    pipeline: pipeline?.name ?? null,
    stage: stage?.name ?? null,
    responsible: turn && userName(await readUserNames(prisma, accountId), turn.userId),
    isNewContact: !('id' in plan.lead.contact),
  };
}
