import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type AppDependencies, buildApp } from './app.ts';
import type { Config } from './config/config.ts';
import type { DeliveryWatch } from './delivery/delivery-watch.ts';
import { createSkipLists } from './delivery/effects/skip-list.ts';
import { saveConnectionOfEnvironment } from './fastspring/api/environment-connection.ts';
import { createFastspring, type Fastspring } from './fastspring/api/fastspring-api.ts';
import { createDeliveryMetrics } from './health/delivery-metrics.ts';
import { importQueue } from './history/import/import-queue.ts';
import { lookupQueues } from './history/lookups/lookup-queues.ts';
import { askAllAtStart } from './history/reconciliation/due.ts';
import { reconciliationQueue } from './history/reconciliation/reconciliation-queue.ts';
import { untilRecorded } from './history/reconciliation/until-recorded.ts';
import { createKommo, type Kommo } from './kommo/kommo.ts';
import type { KommoTimeouts } from './kommo/requests/timeouts.ts';
import { laterSteps } from './later-steps.ts';
import { createLeadTags } from './matching/lead-tag.ts';
import { createPersonHash } from './personal-data/erased-people.ts';
import { createErasureGuard, type ErasureGuard } from './personal-data/guard.ts';
import { erasureQueue } from './personal-data/run-erasure.ts';
import type { Sealer } from './platform/crypto/seal.ts';
import type { Database } from './platform/database/database.ts';
import { accountQueue, accountQueueName, createWake } from './platform/jobs/account-queue.ts';
import { openQueues, type Queues } from './platform/jobs/queues.ts';
import { startTimers } from './platform/jobs/start-timers.ts';
import { openLog } from './platform/runtime/open-log.ts';
import { hour } from './platform/time/units.ts';
import { recurringWork } from './recurring-work.ts';
import { rulesOfStages } from './rules/settings/settings.ts';
import { openSealedDatabase } from './secrets/open.ts';
import { DatabaseNotOpened } from './start-mistakes.ts';
import { createPrecedence, type Precedence } from './sync/precedence.ts';
import { recordQueue, recordQueueName } from './sync/record/record-queue.ts';
import { findAccountsWithWork } from './sync/sweep.ts';
import { workOnAccount } from './sync/work.ts';
import { removeOldArchives } from './transfer/archive-account.ts';

export interface Service {
  /** where it listens */
  readonly address: string;
  readonly log: FastifyBaseLogger;
  /** Takes no new request, finishes or marks what is being sent, and gives everything back. */
  readonly close: () => Promise<void>;
}

/** How long a stop may take; what is being sent to Kommo is finished or marked by then. */
export const stopWithinMs = 10_000;

/**
 * The whole program: database, worker, routes. Throws when it cannot start; nothing is left running then.
 */
export async function startService(config: Config, timeouts: Partial<KommoTimeouts> = {}): Promise<Service> {
  const { log } = await openLog(config.logLevel);
  warnOfMissingKeys(config, log);
  const { database, sealer, secretOf } = await openSealedDatabase(config, log, 'start').catch((cause: unknown) => {
    throw new DatabaseNotOpened(cause);
  });
  const parts: (() => Promise<void>)[] = [];
  const close = () => closeTogether(parts).finally(database.close);
  try {
    // Kommo is given up first, so that the jobs have time to mark what they were sending.
    const kommo = createKommo({ database, sealer, secretOf, config, log, timeouts });
    parts.push(kommo.close);
    const fastspring = createFastspring({ prisma: database.prisma, sealer, config, clock: () => performance.now() });
    parts.push(async () => fastspring.close());
    await prepareSingleAccount(config, { database, sealer }, kommo);
    const hashPerson = createPersonHash(secretOf('erased-people'));
    const { metrics: deliveryMetrics, ...watch } = createDeliveryMetrics();
    const shared: Omit<Shared, keyof Wakes> = {
      ...{ watch, deliveryMetrics, precedence: createPrecedence() },
      ...{ config, database, sealer, kommo, fastspring, hashPerson, log },
      leadTags: createLeadTags(secretOf('lead-tag')),
      guard: createErasureGuard(database, hashPerson),
      rulesFromEnvironment: rulesOfStages({
        paid: config.singleAccount?.statusPaidId ?? null,
        won: config.singleAccount?.statusWonId ?? null,
      }),
    };
    const queues = await openQueues(database, log, stopWithinMs - 1_000);
    parts.push(queues.stop);
    const wakes = createWakes(queues);
    // Together: one mostly waits for the database while the other computes. Either is closed if the other fails.
    const background = startBackground({ ...shared, ...wakes }, queues).then((stop) => void parts.push(stop));
    const building = buildApp({
      ...{ ...shared, ...wakes, send: queues.send, isWorkerRunning: queues.isRunning },
      arrivals: shared.precedence.deliveries,
    }).then((built) => {
      // Who has not sent its request by then, or waits for Kommo, is cut off.
      parts.push(() => closeWithin(built, stopWithinMs - 1_500));
      return built;
    });
    await Promise.allSettled([background, building]);
    await background;
    const app = await building;
    const address = await app.listen({ host: config.host, port: config.port });
    log.info(
      { address, database: database.engine, ms: Math.round(performance.now()) },
      'FastSpring payments is listening',
    );
    return { address, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function warnOfMissingKeys({ kommo }: Config, log: FastifyBaseLogger): void {
  if (kommo.clientId !== undefined) return;
  log.warn(
    'KOMMO_CLIENT_ID and KOMMO_CLIENT_SECRET are not set: no account can be connected, and the widget gets no answer',
  );
}

interface Shared extends Omit<AppDependencies, 'isWorkerRunning' | 'send' | 'arrivals'>, Wakes {
  readonly database: Database;
  readonly kommo: Kommo;
  readonly fastspring: Fastspring;
  readonly guard: ErasureGuard;
  readonly watch: DeliveryWatch;
  readonly precedence: Precedence;
}

/** Each requests work on an account soon; none throws or waits. */
interface Wakes {
  /** everything for the account */
  readonly wake: (accountId: string) => void;
  /** the recording of its stored events, which then wakes its job */
  readonly recordSoon: (accountId: string) => void;
  /** its job */
  readonly wakeJob: (accountId: string) => void;
}

function createWakes(queues: Queues): Wakes {
  const [recordSoon, wakeJob] = [createWake(queues, recordQueueName), createWake(queues, accountQueueName)];
  const wake = (accountId: string) => {
    recordSoon(accountId);
    wakeJob(accountId);
  };
  return { wake, recordSoon, wakeJob };
}

/** @returns what stops it */
async function startBackground(shared: Shared, queues: Queues): Promise<() => Promise<void>> {
  const { database, kommo, log, wake, wakeJob } = shared;
  const now = Date.now;
  const job = { ...shared, laterSteps, skipLists: createSkipLists(), now, random: Math.random };
  const sweep = await queues.work(
    accountQueue(
      () => findAccountsWithWork(database, laterSteps),
      (accountId, signal) => workOnAccount(job, accountId, signal),
    ),
  );
  kommo.standstill.onEnd((lasted) => {
    log.warn({ seconds: Math.round(lasted / 1000) }, 'this process stood still; it catches up, the oldest first');
    sweep.run().catch((error: unknown) => log.warn({ err: error }, 'it could not be seen what waits; the sweep will'));
  });
  await askAllAtStart(database.prisma, now());
  const others = [
    recordQueue({ ...shared, wake: wakeJob, now }),
    reconciliationQueue({
      ...{ ...shared, now },
      untilRecorded: (accountId, signal) => untilRecorded(database, wake, accountId, signal),
    }),
    importQueue({ ...shared, now }),
    ...lookupQueues({ ...shared, now }),
    erasureQueue({ prisma: database.prisma, hashPerson: shared.hashPerson, log }),
    ...kommo.installQueues,
  ];
  const searches = await Promise.all(others.map(queues.work));
  await Promise.all(recurringWork(shared).map(queues.recur));
  // In each process: its own files, and searches, which only read; agreeing on who makes them would write.
  const oldExports = { name: 'old exports', every: hour, run: () => removeOldArchives(Date.now()) };
  return startTimers([sweep, ...searches, oldExports], log);
}

/**
 * All at once: one after the other, a request of the panel's that hangs at Kommo would use up the time in which the job
 * has to mark what it is sending.
 */
async function closeTogether(parts: readonly (() => Promise<void>)[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts.map((closePart) => closePart()));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Takes no new request and lets those under way be answered, for so many ms. */
async function closeWithin(app: FastifyInstance, milliseconds: number): Promise<void> {
  const cutOff = setTimeout(() => app.server.closeAllConnections(), milliseconds);
  await app.close();
  clearTimeout(cutOff);
}

/** The account exists before the first webhook can come, whether Kommo can be reached or not. */
async function prepareSingleAccount(
  config: Config,
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  kommo: Kommo,
): Promise<void> {
  if (config.singleAccount === undefined || kommo.singleAccount === undefined) return;
  const accountId = await kommo.singleAccount.ensure();
  await saveConnectionOfEnvironment(database.prisma, sealer, accountId, config.singleAccount, Date.now());
}
