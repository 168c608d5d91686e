import { inChunks } from '../../platform/runtime/chunks.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { attempt } from '../effects/attempt.ts';
import { leadsPerLook } from '../effects/batches.ts';
import type { PendingTaskCompletion } from '../effects/pending-effect.ts';
import { reasonOf } from '../effects/refusal.ts';
import { markDone, markFailed, markSkipped, postpone } from '../effects/states.ts';

/** ms until a completion is retried while its task is still being created */
const waitForTask = 10_000;

/**
 * Closes tasks that earlier facts asked for: one request to read all of them, and one for each that is open. A result
 * that a person has entered for a task stays.
 */
export async function completeTasks(
  context: DeliveryContext,
  completions: readonly PendingTaskCompletion[],
): Promise<void> {
  if (completions.length === 0) return;
  const tasks = await context.prisma.effect.findMany({
    where: { accountId: context.accountId, key: { in: completions.map((effect) => effect.content.taskEffectKey) } },
    select: { id: true, key: true, state: true, sentAt: true, kommoId: true },
  });
  const closed = await readClosedTasks(
    context,
    completions.filter(({ content }) =>
      tasks.some(({ key, state }) => key === content.taskEffectKey && state === 'done'),
    ),
  );
  for (const completion of completions) {
    const task = tasks.find((candidate) => candidate.key === completion.content.taskEffectKey);
    if (task?.state === 'done' && task.kommoId !== null) {
      const kommoTaskId = Number(task.kommoId);
      if (!closed.has(kommoTaskId)) {
        await completeTask(context, completion, kommoTaskId);
      } else if (completion.sentAt === null) {
        await markSkipped(context.prisma, [completion], 'Somebody has completed the task');
      } else {
        // It was sent before, so we closed the task.
        await markDone(context.prisma, [{ ...completion, kommoId: kommoTaskId }], context.now());
      }
    } else if (task?.state === 'sending' || task?.state === 'uncertain') {
      await postpone(context.prisma, [completion], context.now() + waitForTask);
    } else if (task?.state === 'open') {
      const unsent = { accountId: context.accountId, id: task.id, sentAt: task.sentAt?.getTime() ?? null };
      const reason = 'What the task was about was settled before the task was created';
      await markSkipped(context.prisma, [unsent, completion], reason);
    } else {
      await markSkipped(context.prisma, [completion], 'There is no task of ours to complete');
    }
    if (context.signal.aborted) return;
  }
}

/** Kommo's ids of the tasks already completed, by us or by a person. */
async function readClosedTasks(
  context: DeliveryContext,
  completions: readonly PendingTaskCompletion[],
): Promise<ReadonlySet<number>> {
  const leadIds = [...new Set(completions.map(({ leadId }) => leadId))];
  const closed = new Set<number>();
  for (const chunk of inChunks(leadIds, leadsPerLook)) {
    for (const task of await context.kommo.listLeadTasks(chunk)) if (task.is_completed) closed.add(task.id);
  }
  return closed;
}

async function completeTask(
  context: DeliveryContext,
  completion: PendingTaskCompletion,
  kommoTaskId: number,
): Promise<void> {
  const outcome = await attempt(context, [completion], () =>
    context.kommo.completeTask(kommoTaskId, completion.content.result),
  );
  if (outcome.kind === 'answered') {
    await markDone(
      context.prisma,
      outcome.effects.map((effect) => ({ ...effect, kommoId: kommoTaskId })),
      context.now(),
    );
  } else if (outcome.kind === 'refused' && outcome.refusal.status === 404) {
    await markSkipped(context.prisma, outcome.effects, 'Somebody has deleted the task');
  } else if (outcome.kind === 'refused') {
    await markFailed(context.prisma, outcome.effects, reasonOf(outcome.refusal.problems, outcome.refusal));
  }
}
