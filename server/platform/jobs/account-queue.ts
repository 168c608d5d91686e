import type { FastifyBaseLogger } from 'fastify';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** Works on accounts, one run at a time for each, however many processes share the database. */
export interface AccountQueue {
  /** Asks for a run of this account soon. Never throws and never waits: what is lost here the sweep finds. */
  readonly wake: (accountId: string) => void;
  /** The same for several, so that the first of them is the first to run. */
  readonly wakeInOrder: (accountIds: readonly string[]) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Takes no new run and waits until the running ones have ended, at most `stopMs`. */
  readonly stop: () => Promise<void>;
}

/** Works until nothing is due or `signal` says to make room for other accounts; `more` asks for another run. */
export type WorkOnAccount = (accountId: string, signal: AbortSignal) => Promise<{ more: boolean }>;

const queueName = 'account';
const jobSchema = z.object({ accountId: z.string() });

/** Each run makes room for other accounts after this time, ms. */
const runFor = 5_000;
/** Runs in one process at the same time. An account whose calls hang holds one of them until its call times out. */
const workers = 12;
/** A process that died in the middle of a run is noticed after this time, s; pg-boss allows no less. */
const heartbeat = 10;
/** Wakes of one account closer than this are one, ms: a burst of webhooks must not cost a query each. */
const coalesceWithin = 50;

/**
 * pg-boss keeps at most one waiting and one running job per account (policy `stately`). It promises at-least-once;
 * that nothing happens twice is the business of the effects' keys and states.
 */
export async function startAccountQueue(
  database: Pick<Database, 'queue'>,
  log: FastifyBaseLogger,
  work: WorkOnAccount,
  stopMs: number,
): Promise<AccountQueue> {
  const boss = new PgBoss({
    ...database.queue,
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: heartbeat / 2,
    monitorIntervalSeconds: heartbeat / 2,
    schedule: false,
    registerInstance: false,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'job queue'));
  await boss.start();
  await boss.createQueue(queueName, {
    policy: 'stately',
    notify: true,
    heartbeatSeconds: heartbeat,
    expireInSeconds: 3_600,
    retryLimit: 1_000_000,
    retryDelay: 1,
    deleteAfterSeconds: 60,
  });

  const waking = new Map<string, NodeJS.Timeout>();
  let running = true;
  const wake = (accountId: string) => {
    if (!running || waking.has(accountId)) return;
    void send(accountId);
    waking.set(
      accountId,
      setTimeout(() => {
        waking.delete(accountId);
        void send(accountId);
      }, coalesceWithin),
    );
  };
  const send = async (accountId: string): Promise<void> => {
    try {
      await boss.send(queueName, { accountId }, { singletonKey: accountId });
    } catch (error) {
      log.warn({ err: error }, 'could not queue a run; the sweep will');
    }
  };

  const stopping = new AbortController();
  await boss.work(
    queueName,
    // The first job of a burst is announced by NOTIFY; one that waited for a running job of its account is not.
    { localConcurrency: workers, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
    async ([job]) => {
      const { accountId } = jobSchema.parse(job?.data);
      const signals = [stopping.signal, AbortSignal.timeout(runFor)];
      // A claim that was lost, to another process after a long silence of ours, is no longer ours to work under.
      if (job?.signal !== undefined) signals.push(job.signal);
      const { more } = await work(accountId, AbortSignal.any(signals));
      if (more) void send(accountId);
    },
  );

  return {
    wake,
    wakeInOrder: async (accountIds) => {
      for (const accountId of accountIds) if (running) await send(accountId);
    },
    isRunning: () => running,
    stop: async () => {
      running = false;
      for (const timer of waking.values()) clearTimeout(timer);
      stopping.abort();
      await boss.stop({ graceful: true, timeout: stopMs });
    },
  };
}
