import type { FastifyBaseLogger } from 'fastify';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** Works on accounts, one run at a time for each account across all processes that share the database. */
export interface AccountQueue {
  /** Requests a run of this account soon. Never throws and never waits: the sweep finds lost requests. */
  readonly wake: (accountId: string) => void;
  /** The same for several accounts, run in this order. */
  readonly wakeInOrder: (accountIds: readonly string[]) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Starts no new run and waits until the current ones have ended, at most `stopMs`. */
  readonly stop: () => Promise<void>;
}

/** Works until nothing is due or `signal` asks to make room for other accounts; `more` requests another run. */
export type WorkOnAccount = (accountId: string, signal: AbortSignal) => Promise<{ more: boolean }>;

const queueName = 'account';
const jobSchema = z.object({ accountId: z.string() });

/** Each run makes room for other accounts after this time, ms. */
const runFor = 5_000;
/** Concurrent runs in one process. An account with a hanging call occupies one of them until the call times out. */
const workers = 12;
/** A process that died in the middle of a run is noticed after this time, s; pg-boss allows no less. */
const heartbeat = 10;
/** ms; wakes of one account within this time count as one: a burst of webhooks must not cost a query each */
const coalesceWithin = 50;

/**
 * pg-boss keeps at most one waiting and one running job per account (policy `stately`). It guarantees at-least-once
 * delivery; the effects' keys and states make sure that nothing happens twice.
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
    // The first job of a burst is announced by NOTIFY; a job that waited for a running one of its account is not.
    { localConcurrency: workers, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
    async ([job]) => {
      const { accountId } = jobSchema.parse(job?.data);
      const signals = [stopping.signal, AbortSignal.timeout(runFor)];
      // After a stall of ours, another process may have taken over: a run must not continue with a lost claim.
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
