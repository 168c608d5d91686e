import { withMarker } from '../../rules/planning/marker.ts';
import { plainText } from '../../rules/planning/plain-text.ts';
import { activeUserIds } from '../../rules/settings/responsible.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import type { PendingTask } from '../effects/pending-effect.ts';
import { createInKommo } from './create-in-kommo.ts';

/**
 * Creates tasks for the leads' responsible users. Kommo refuses a task for a deactivated user; one without a user goes
 * to the token's user. https://developers.kommo.com/reference/tasks-list
 */
export async function sendTasks(context: DeliveryContext, tasks: readonly PendingTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const leads = await context.leads.read(tasks.map((task) => task.leadId));
  const responsibleOf = (task: PendingTask) => leads.get(task.leadId)?.lead.responsible_user_id ?? null;
  let active = await activeUsers(context, tasks.map(responsibleOf));
  await createInKommo(context, tasks, {
    create: (batch) =>
      context.kommo.createTasks(
        batch.map((task) => {
          const userId = responsibleOf(task);
          return {
            entity_id: task.leadId,
            task_type_id: task.content.typeId,
            text: withMarker(plainText(task.content.text), task.key),
            // Kommo may have been down since the task was planned: no task is created already overdue.
            complete_till: Math.max(task.content.dueAt, Math.ceil(context.now() / 1000)),
            ...(userId !== null && active.has(userId) ? { responsible_user_id: userId } : {}),
            request_id: task.id,
          };
        }),
      ),
    mayRetry: async (problems, task) => {
      const userId = responsibleOf(task);
      if (userId === null || !problems.some((problem) => problem.path === 'responsible_user_id')) return false;
      active = activeUserIds(await context.memory.users(context.accountId, 'fresh'));
      return !active.has(userId);
    },
  });
}

/** Reads the users again if a wanted one is not among the remembered ones. */
async function activeUsers(context: DeliveryContext, wanted: readonly (number | null)[]): Promise<ReadonlySet<number>> {
  const remembered = await context.memory.users(context.accountId);
  const isKnown = (id: number | null) => id === null || remembered.some((user) => user.id === id);
  return activeUserIds(wanted.every(isKnown) ? remembered : await context.memory.users(context.accountId, 'fresh'));
}
