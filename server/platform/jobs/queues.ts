import type { FastifyBaseLogger } from 'fastify';
import { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { reportOf } from '../runtime/error-report.ts';
import { createLocalRuns } from './local-runs.ts';
import { type Recurring, takePart } from './recurring.ts';
import type { Timer } from './start-timers.ts';

/** A kind of background work, done item by item: accounts, imports. */
export interface Queue {
  readonly name: string;
  /** items in progress in one process at the same time; one that hangs must not hold up the others */
  readonly concurrency: number;
  /** s; an item that waited for an earlier run of itself is found within this time */
  readonly pollEvery: number;
  /** ms between two searches for due items */
  readonly findEvery: number;
  /** ids of the due items, in the order in which they are to be worked on */
  readonly findDue: () => Promise<readonly string[]>;
  /**
   * Works on one item. It may be killed at any moment and run again, and the item may no longer be due.
   * @param signal aborted when the service stops, and when this process has lost the item because it stalled
   * @param again queues the item once more, behind the others
   * @throws anything: it is logged without its message, and the run is repeated after a second
   */
  readonly work: (id: string, signal: AbortSignal, again: () => void) => Promise<void>;
}

/** All background work of one process, on pg-boss. No two processes that share the database work on the same item. */
export interface Queues {
  /** @returns the timer that queues the due items */
  readonly work: (queue: Queue) => Promise<Timer>;
  /**
   * Queues an item, unless it is already waiting; a run in progress here looks once more instead. Never throws: the search
   * for due items finds lost requests.
   */
  readonly send: (queueName: string, id: string) => Promise<void>;
  /** Takes part in recurring work, which one process at a time does. */
  readonly recur: (work: Recurring) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Starts no new run and waits until the current ones have ended, at most `stopMs`. */
  readonly stop: () => Promise<void>;
}

/** A process that died in the middle of a run is noticed after this time, s; pg-boss allows no less. */
const heartbeat = 10;

const bossOptions = {
  max: 4,
  useListenNotify: true,
  superviseIntervalSeconds: heartbeat / 2,
  monitorIntervalSeconds: heartbeat / 2,
  schedule: false,
  registerInstance: false,
};
export const queueOptions = {
  policy: 'stately',
  notify: true,
  heartbeatSeconds: heartbeat,
  expireInSeconds: 86_400,
  retryLimit: 1_000_000,
  retryDelay: 1,
  deleteAfterSeconds: 60,
} as const;

/**
 * pg-boss keeps at most one waiting and one running job per item (policy `stately`). It guarantees at-least-once
 * delivery: the work itself makes sure that nothing happens twice.
 */
export async function openQueues(
  database: Pick<Database, 'queue'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
  stopMs: number,
): Promise<Queues> {
  const boss = await startBoss(database, log);
  const stopping = new AbortController();
  const runs = createLocalRuns();

  async function send(queueName: string, id: string): Promise<void> {
    if (!runs.askForAnother(`${queueName} ${id}`)) await queueRun(queueName, id);
  }

  async function queueRun(queueName: string, id: string): Promise<void> {
    if (stopping.signal.aborted) return;
    try {
      await boss.send(queueName, null, { singletonKey: id });
    } catch (error) {
      log.warn({ err: error, queue: queueName }, 'could not queue a run; the next search for due items will');
    }
  }

  return {
    send,
    work: async ({ name, concurrency, pollEvery, findEvery, findDue, work }) => {
      await boss.createQueue(name, queueOptions);
      const options = {
        includeMetadata: true,
        localConcurrency: concurrency,
        pollingIntervalSeconds: pollEvery,
        notifyPollingIntervalSeconds: pollEvery,
      } as const;
      await boss.work(name, options, async ([job]) => {
        if (typeof job?.singletonKey !== 'string') return;
        const id = job.singletonKey;
        const signal = AbortSignal.any([stopping.signal, job.signal]);
        const again = () => void queueRun(name, id);
        await reportFailure({ log, queue: name, id }, async () => {
          if (await runs.run(`${name} ${id}`, signal, () => work(id, signal, again))) again();
        });
      });
      return {
        name,
        every: findEvery,
        run: async () => {
          for (const id of await findDue()) await send(name, id);
        },
      };
    },
    recur: (work) => takePart({ boss, queueOptions, log, stopping: stopping.signal }, work),
    isRunning: () => !stopping.signal.aborted,
    stop: async () => {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: stopMs });
    },
  };
}

/** pg-boss stores the message of an error, and that of the first one may quote a customer. */
async function reportFailure(
  { log, ...run }: { readonly log: Pick<FastifyBaseLogger, 'warn'>; readonly queue: string; readonly id: string },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const report = reportOf(error);
    log.warn({ ...report, ...run }, 'a run failed; it is repeated');
    throw new Error(report.error);
  }
}

async function startBoss(database: Pick<Database, 'queue'>, log: Pick<FastifyBaseLogger, 'warn'>): Promise<PgBoss> {
  const boss = new PgBoss({ ...database.queue, ...bossOptions });
  boss.on('error', (error) => log.warn({ err: error }, 'job queue'));
  await boss.start();
  await freeJobsOfTheDead(boss, log);
  return boss;
}

/**
 * Jobs of a process that was killed wait again once their heartbeat has lapsed. pg-boss itself looks for them only 5 s
 * after a start, which a process that is killed again and again never reaches.
 */
async function freeJobsOfTheDead(boss: PgBoss, log: Pick<FastifyBaseLogger, 'warn'>): Promise<void> {
  try {
    await boss.supervise();
  } catch (error) {
    log.warn({ err: error }, 'could not free the jobs of ended processes; the next look, in some seconds, will');
  }
}
