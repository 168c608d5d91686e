import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { activeUserIds, pipelineOfNewLead, responsibleUsers } from '../../rules/settings/responsible.ts';
import type { AccountRun } from '../run.ts';
import type { PlannedCreation } from './lead-creations.ts';

/** Of a run of the account's job, or of a person who wants to see what it would do. */
export type PlanningContext = Pick<AccountRun, 'prisma' | 'accountId' | 'account' | 'settings'> & {
  readonly memory: Pick<AccountRun['memory'], 'pipelines' | 'users'>;
};

/**
 * The possible responsible users of a new lead, and the pipeline in which they take turns: the active users that the
 * settings name, in their order; if there are none, the user who asked for the lead.
 * @param requestedBy null when the settings asked for it
 */
export async function responsibleUsersFor(
  run: PlanningContext,
  lead: NewLead,
  pipelines: readonly KommoPipeline[],
  requestedBy: bigint | null,
): Promise<Omit<PlannedCreation, 'name'>> {
  const pipelineId = pipelineOfNewLead(lead, pipelines);
  const chosen = responsibleUsers(run.settings.responsible, pipelineId);
  const asking = requestedBy === null ? [] : [Number(requestedBy)];
  if (chosen.length + asking.length === 0) return { pipelineId, userIds: [] };
  const active = activeUserIds(await run.memory.users(run.accountId));
  const chosenAndActive = chosen.filter((id) => active.has(id));
  return { pipelineId, userIds: chosenAndActive.length > 0 ? chosenAndActive : asking.filter((id) => active.has(id)) };
}
