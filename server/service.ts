import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type AppDependencies, buildApp } from './app.ts';
import type { Config } from './config/config.ts';
import { createSkipLists } from './delivery/effects/skip-list.ts';
import { saveConnectionOfEnvironment } from './fastspring/api/environment-connection.ts';
import { createFastspring, type Fastspring } from './fastspring/api/fastspring-api.ts';
import { startReadingImports } from './history/import/start.ts';
import { startReconciling } from './history/reconciliation/start.ts';
import { createKommo, type Kommo } from './kommo/kommo.ts';
import type { KommoTimeouts } from './kommo/requests/timeouts.ts';
import { laterSteps } from './later-steps.ts';
import { createLeadTags } from './matching/lead-tag.ts';
import { createPersonHash } from './personal-data/erased-people.ts';
import { createErasureGuard, type ErasureGuard } from './personal-data/guard.ts';
import type { Sealer } from './platform/crypto/seal.ts';
import type { Database } from './platform/database/database.ts';
import { type AccountQueue, startAccountQueue, type WorkOnAccount } from './platform/jobs/account-queue.ts';
import { startTimers } from './platform/jobs/start-timers.ts';
import { rulesOfStages } from './rules/settings/settings.ts';
import { openSealedDatabase } from './secrets/open.ts';
import { findAccountsWithWork } from './sync/sweep.ts';
import { workOnAccount } from './sync/work.ts';
import { timersOf } from './timers.ts';

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
  const log: FastifyBaseLogger = pino({ level: config.logLevel });
  const { database, sealer, secretOf } = await openSealedDatabase(config, log);
  const parts: (() => Promise<void>)[] = [];
  const close = () => closeTogether(parts).finally(database.close);
  try {
    // Kommo is given up first, so that the jobs have time to mark what they were sending.
    const kommo = createKommo({ prisma: database.prisma, sealer, secretOf, config, log, timeouts });
    parts.push(kommo.close);
    const fastspring = createFastspring({ prisma: database.prisma, sealer, config, clock: () => performance.now() });
    parts.push(async () => fastspring.close());
    await prepareSingleAccount(config, { database, sealer }, kommo);
    const hashPerson = createPersonHash(secretOf('erased-people'));
    const shared: Shared = {
      ...{ config, database, sealer, kommo, fastspring, hashPerson, log },
      leadTags: createLeadTags(secretOf('lead-tag')),
      guard: createErasureGuard(database, hashPerson),
      rulesFromEnvironment: rulesOfStages({
        paid: config.singleAccount?.statusPaidId ?? null,
        won: config.singleAccount?.statusWonId ?? null,
      }),
    };
    const queue = await startWork(shared);
    parts.push(queue.stop, ...startBackground(shared, queue));
    const app = await buildApp({ ...shared, wake: queue.wake, isWorkerRunning: queue.isRunning });
    // Who has not sent its request by then, or waits for Kommo, is cut off.
    parts.push(() => closeWithin(app, stopWithinMs - 1_500));
    const address = await app.listen({ host: config.host, port: config.port });
    log.info({ address, database: database.engine }, 'FastSpring payments is listening');
    return { address, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Shared extends Omit<AppDependencies, 'wake' | 'isWorkerRunning'> {
  readonly database: Database;
  readonly kommo: Kommo;
  readonly fastspring: Fastspring;
  readonly guard: ErasureGuard;
}

function startWork(shared: Shared): Promise<AccountQueue> {
  const job = { ...shared, laterSteps, skipLists: createSkipLists(), now: Date.now, random: Math.random };
  const work: WorkOnAccount = (accountId, signal) => workOnAccount(job, accountId, signal);
  return startAccountQueue(shared.database, shared.log, work, stopWithinMs - 1_000);
}

/** @returns what stops it */
function startBackground(shared: Shared, { wake, wakeInOrder }: AccountQueue): readonly (() => Promise<void>)[] {
  const { database, kommo, log } = shared;
  const sweep = async () => wakeInOrder(await findAccountsWithWork(database, laterSteps));
  kommo.standstill.onEnd((lasted) => {
    log.warn({ seconds: Math.round(lasted / 1000) }, 'this process stood still; it catches up, the oldest first');
    sweep().catch((error: unknown) => log.warn({ err: error }, 'it could not be seen what waits; the sweep will'));
  });
  const stopping = new AbortController();
  const reconciling = startReconciling({ ...shared, wake });
  const importing = startReadingImports({ ...shared, wake });
  const own = timersOf({ ...shared, stopping: stopping.signal, sweep, wake });
  const timers = startTimers([...own, reconciling.timer, importing.timer], log);
  return [async () => stopping.abort(), reconciling.stop, importing.stop, timers.stop];
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
