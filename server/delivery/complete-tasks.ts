import { attempt } from './attempt.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { type KnownEffect, markDone, markFailed, markSkipped, postpone } from './effect-states.ts';
import type { PendingTaskCompletion } from './pending-effect.ts';
import { reasonOf } from './refusal.ts';

/** ms until a completion is looked at again whose task is still on its way */
const waitForTask = 10_000;

/** Closes tasks that earlier facts asked for. One request each; closing a closed task is harmless. */
export async function completeTasks(
  context: DeliveryContext,
  completions: readonly PendingTaskCompletion[],
): Promise<void> {
  if (completions.length === 0) return;
  const tasks = await context.prisma.effect.findMany({
    where: { accountId: context.accountId, key: { in: completions.map((effect) => effect.content.taskEffectKey) } },
    select: { id: true, key: true, state: true, sentAt: true, kommoId: true },
  });
  for (const completion of completions) {
    const task = tasks.find((candidate) => candidate.key === completion.content.taskEffectKey);
    if (task?.state === 'done' && task.kommoId !== null) {
      await completeTask(context, completion, Number(task.kommoId));
    } else if (task?.state === 'sending' || task?.state === 'uncertain') {
      await postpone(context.prisma, [completion], context.now() + waitForTask);
    } else if (task?.state === 'open') {
      await skipBoth(context, { id: task.id, sentAt: task.sentAt?.getTime() ?? null }, completion);
    } else {
      await markSkipped(context.prisma, [completion], 'There is no task of ours to complete');
    }
    if (context.signal.aborted) return;
  }
}

async function skipBoth(context: DeliveryContext, task: KnownEffect, completion: KnownEffect): Promise<void> {
  const reason = 'What the task was about was settled before the task was created';
  await markSkipped(context.prisma, [task, completion], reason);
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
  } else if (outcome.kind === 'refused') {
    await markFailed(context.prisma, outcome.effects, reasonOf(outcome.refusal.problems, outcome.refusal));
  }
}
