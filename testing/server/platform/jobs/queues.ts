import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Database } from '../../../../server/platform/database/database.ts';
import { openQueues, type Queue } from '../../../../server/platform/jobs/queues.ts';

/** the signal of a run that nothing stops */
export const never = new AbortController().signal;

/** Works on everything that is due now, one item after the other, without pg-boss. */
export async function workOnDue({ findDue, work }: Queue): Promise<void> {
  for (const id of await findDue()) await work(id, never, () => undefined);
}

/** One process's share of the queue's work, until the test ends. Due items are queued by `queueDue`. */
export async function startQueue(
  database: Pick<Database, 'queue'>,
  queue: Queue,
): Promise<{ readonly queueDue: () => Promise<void>; readonly stop: () => Promise<void> }> {
  const queues = await openQueues(database, pino({ level: 'silent' }), 5_000);
  onTestFinished(queues.stop);
  const { run } = await queues.work(queue);
  return { queueDue: run, stop: queues.stop };
}
