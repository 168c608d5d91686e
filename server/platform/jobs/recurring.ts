import type { FastifyBaseLogger } from 'fastify';
import type { PgBoss, QueueOptions } from 'pg-boss';
import { reportOf } from '../runtime/error-report.ts';
import { minute, second } from '../time/units.ts';

/** Work that is done again and again, each time by one of the processes that share the database. */
export interface Recurring {
  /** of its queue */
  readonly name: string;
  /** ms between the end of one run and the start of the next, in whole seconds */
  readonly every: number;
  /**
   * One run. It may be killed at any moment, and another process then begins it anew.
   * @param signal aborted when the service stops, and when this process has lost the run: it stalled, or took too long
   * @throws anything: it is logged without its message, and the next run comes at its time
   */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** A run that lasts longer is ended, and goes on in any process: what hangs in one must not hang in all. */
const longestRun = 15 * minute;

interface RecurringContext {
  readonly boss: Pick<PgBoss, 'createQueue' | 'send' | 'work'>;
  /** of a queue with policy `stately`: one waiting run and one in progress; what is sent besides them is dropped */
  readonly queueOptions: QueueOptions;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  /** aborted when the service stops */
  readonly stopping: AbortSignal;
}

/**
 * Takes part in recurring work. The next run is a job of pg-boss that waits for its time, so no process's start or stop
 * changes when it is due. Each has a queue and a worker of its own: a run that hangs holds up no other.
 */
export async function takePart(
  { boss, queueOptions, log, stopping }: RecurringContext,
  { name, every, run }: Recurring,
): Promise<void> {
  const sendNext = (after: number) => boss.send(name, null, { startAfter: after / second });
  await boss.createQueue(name, { ...queueOptions, notify: false, expireInSeconds: longestRun / second });
  await boss.work(name, { pollingIntervalSeconds: every > 5 * second ? 5 : 1 }, async ([job]) => {
    if (job === undefined) return;
    const signal = AbortSignal.any([stopping, job.signal]);
    try {
      await run(signal);
    } catch (error) {
      log.warn({ ...reportOf(error), work: name }, 'recurring work failed; it is done again at its next time');
    }
    // Before this one ends: a kill in between leads to a run too many, never to none. What was interrupted goes on at once.
    await sendNext(signal.aborted ? 0 : every);
  });
  await sendNext(0);
}
