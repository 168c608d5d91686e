import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { workOnAccount } from './account-job/work.ts';
import { createAlarms } from './alarms/run-alarms.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import type { Sealer } from './crypto/seal.ts';
import type { Database } from './database/database.ts';
import { createSkipLists } from './delivery/skip-list.ts';
import { lookUpCustomers } from './fastspring/api/account-lookup.ts';
import { createFastspring, type Fastspring } from './fastspring/api/fastspring-api.ts';
import { findAccountsWithEmailsToAskFor } from './fastspring/api/missing-emails.ts';
import { endPreviousConnections } from './fastspring/end-previous.ts';
import { saveConnectionOfEnvironment } from './fastspring/environment-connection.ts';
import { readerVersion } from './fastspring/events/index.ts';
import { startReadingImports } from './history/import/start.ts';
import { startReconciling } from './history/reconciliation/start.ts';
import { findAccountsWithUnknownTaxes, lookUpTaxes } from './history/unknown-taxes.ts';
import { startAccountQueue, type WorkOnAccount } from './jobs/account-queue.ts';
import { putBackForNewerReader } from './jobs/put-back-events.ts';
import { findAccountsWithWork } from './jobs/sweep.ts';
import { startTimers, type Timer } from './jobs/timers.ts';
import { createKommo, type Kommo } from './kommo/kommo.ts';
import { registerChanges } from './kommo/register-changes.ts';
import type { KommoTimeouts } from './kommo/timeouts.ts';
import { createLeadTags } from './matching/lead-tag.ts';
import { deleteUninstalledAccounts } from './personal-data/delete-accounts.ts';
import { createPersonHash, type HashPerson } from './personal-data/erased-people.ts';
import { createErasureGuard, type ErasureGuard } from './personal-data/guard.ts';
import { reduceOldEvents } from './personal-data/retention.ts';
import { resumeErasures } from './personal-data/run-erasure.ts';
import { rulesOfStages } from './rules/settings.ts';
import { openSealedDatabase } from './secrets/open.ts';
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
    const { singleAccount } = config;
    const rulesFromEnvironment = rulesOfStages({
      paid: singleAccount?.statusPaidId ?? null,
      won: singleAccount?.statusWonId ?? null,
    });
    const leadTags = createLeadTags(secretOf('lead-tag'));
    const hashPerson = createPersonHash(secretOf('erased-people'));
    const guard = createErasureGuard(database, hashPerson);
    const stopping = new AbortController();
    parts.push(async () => stopping.abort());
    const job = {
      database,
      kommo,
      log,
      leadTags,
      guard,
      rulesFromEnvironment,
      skipLists: createSkipLists(),
      now: Date.now,
      random: Math.random,
    };
    const work: WorkOnAccount = (accountId, signal) => workOnAccount(job, accountId, signal);
    const queue = await startAccountQueue(database, log, work, stopWithinMs - 1_000);
    parts.push(queue.stop);
    const sweep = async () => queue.wakeInOrder(await findAccountsWithWork(database));
    kommo.standstill.onEnd((lasted) => {
      log.warn({ seconds: Math.round(lasted / 1000) }, 'this process stood still; it catches up, the oldest first');
      sweep().catch((error: unknown) => log.warn({ err: error }, 'it could not be seen what waits; the sweep will'));
    });
    const reconciling = startReconciling({ database, fastspring, kommo, guard, wake: queue.wake, log });
    parts.push(reconciling.stop);
    const importing = startReadingImports({ database, fastspring, guard, wake: queue.wake, log });
    parts.push(importing.stop);
    const timers = startTimers(
      [
        ...timersOf({
          config,
          database,
          kommo,
          fastspring,
          guard,
          hashPerson,
          stopping: stopping.signal,
          sweep,
          wake: queue.wake,
          log,
        }),
        reconciling.timer,
        importing.timer,
      ],
      log,
    );
    parts.push(timers.stop);
    const app = await buildApp({
      config,
      database,
      sealer,
      leadTags,
      hashPerson,
      kommo,
      fastspring,
      guard,
      rulesFromEnvironment,
      wake: queue.wake,
      isWorkerRunning: queue.isRunning,
      log,
    });
    // Who has not sent its request by then, or waits for Kommo, is cut off.
    parts.push(() => closeWithin(app, stopWithinMs - 1_500));
    const address = await app.listen({ host: config.host, port: config.port });
    log.info({ address, database: database.engine }, 'Payments via FastSpring is listening');
    return { address, log, close };
  } catch (error) {
    await close();
    throw error;
  }
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

interface TimerDependencies {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly kommo: Kommo;
  readonly fastspring: Fastspring;
  readonly guard: ErasureGuard;
  readonly hashPerson: HashPerson;
  /** aborted when the service stops */
  readonly stopping: AbortSignal;
  readonly sweep: () => Promise<void>;
  readonly wake: (accountId: string) => void;
}

/** Kommo calls addresses on the internet; a Kommo on this machine calls addresses on this machine. */
function isReachedByKommo({ publicUrl, kommo }: Config): boolean {
  return publicUrl.startsWith('https:') || kommo.originTemplate.startsWith('http:');
}

function timersOf(dependencies: TimerDependencies): readonly Timer[] {
  const { config, database, kommo, fastspring, guard, hashPerson, stopping, sweep, wake, log } = dependencies;
  const second = 1_000;
  const identify = kommo.singleAccount?.identify;
  return [
    { name: 'sweep', every: 2 * second, run: sweep },
    {
      name: 'events for a newer reader',
      every: 60 * second,
      run: () => putBackForNewerReader(database, readerVersion),
    },
    { name: 'installs begun here', every: 5 * second, run: () => kommo.completePendingInstalls('begunHere') },
    { name: 'installs from Kommo', every: 5 * second, run: () => kommo.completePendingInstalls('broughtByKommo') },
    { name: 'unavailable accounts', every: 5 * second, run: kommo.tryUnavailableAccounts },
    { name: 'missing e-mails', every: 5 * second, run: lookUpMissingEmails },
    { name: 'unknown taxes', every: 2 * second, run: lookUpUnknownTaxes },
    {
      name: 'previous connections',
      every: 60 * second,
      run: () => endPreviousConnections(database.prisma, Date.now()),
    },
    {
      name: 'uninstalled accounts',
      every: 60 * second,
      run: () => deleteUninstalledAccounts({ prisma: database.prisma, log }),
    },
    {
      name: 'erasures',
      every: 30 * second,
      run: () => resumeErasures({ prisma: database.prisma, hashPerson, log }, stopping),
    },
    { name: 'old exports', every: 3_600 * second, run: () => removeOldArchives(Date.now()) },
    { name: 'retention', every: 6 * 3_600 * second, run: reduceOld },
    { name: 'alarms', every: 60 * second, run: createAlarms({ config, database, log, stopping, now: Date.now }) },
    { name: 'stale tokens', every: 3_600 * second, run: kommo.refreshStaleTokens },
    ...(isReachedByKommo(config) ? [{ name: 'webhooks of Kommo', every: 60 * second, run: registerWebhooks }] : []),
    ...(identify === undefined ? [] : [{ name: 'single account', every: 30 * second, run: identify }]),
  ];

  async function reduceOld(): Promise<void> {
    const events = await reduceOldEvents(database.prisma, config.retentionMonths, stopping);
    if (events > 0) log.info({ events }, 'old events were reduced to what they state');
  }

  function registerWebhooks(): Promise<void> {
    const { prisma } = database;
    const forAccount = (accountId: string) => kommo.forAccount(accountId, 'background');
    return registerChanges({ prisma, forAccount, publicUrl: config.publicUrl, log });
  }

  async function lookUpMissingEmails(): Promise<void> {
    for (const accountId of await findAccountsWithEmailsToAskFor(database.prisma)) {
      const { stored } = await lookUpCustomers(
        { database, fastspring, guard, now: Date.now },
        accountId,
        AbortSignal.timeout(30 * second),
      );
      if (stored > 0) wake(accountId);
    }
  }

  async function lookUpUnknownTaxes(): Promise<void> {
    for (const accountId of await findAccountsWithUnknownTaxes(database.prisma)) {
      await lookUpTaxes({ database, fastspring, guard }, accountId, AbortSignal.timeout(30 * second));
      wake(accountId);
    }
  }
}
