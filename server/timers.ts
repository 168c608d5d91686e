import type { FastifyBaseLogger } from 'fastify';
import { createAlarms } from './alarms/run-alarms.ts';
import type { Config } from './config/config.ts';
import { readerVersion } from './fastspring/events/index.ts';
import { addComingMonths } from './fastspring/payloads/months.ts';
import { endPreviousConnections } from './fastspring/webhook/secret-rotation.ts';
import type { Kommo } from './kommo/kommo.ts';
import { registerChanges } from './kommo/webhook/register-changes.ts';
import { sweepFormerAddresses } from './outward/slots.ts';
import { deleteUninstalledAccounts } from './personal-data/delete-accounts.ts';
import { reduceOldEvents } from './personal-data/retention.ts';
import type { Database } from './platform/database/database.ts';
import type { Timer } from './platform/jobs/start-timers.ts';
import { hour, minute, second } from './platform/time/units.ts';
import { putBackForNewerReader } from './sync/record/put-back-events.ts';
import { removeOldArchives } from './transfer/archive-account.ts';

interface TimerDependencies {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly kommo: Kommo;
  /** aborted when the service stops */
  readonly stopping: AbortSignal;
}

/** Kommo calls addresses on the internet; a Kommo on this machine calls addresses on this machine. */
function isReachedByKommo({ publicUrl, kommo }: Config): boolean {
  return publicUrl.startsWith('https:') || kommo.originTemplate.startsWith('http:');
}

/** What the service does by itself, again and again. */
export function timersOf(dependencies: TimerDependencies): readonly Timer[] {
  const { config, database, kommo, stopping, log } = dependencies;
  const identify = kommo.singleAccount?.identify;
  return [
    {
      name: 'events for a newer reader',
      every: minute,
      run: () => putBackForNewerReader(database, readerVersion),
    },
    { name: 'installs begun here', every: 5 * second, run: () => kommo.completePendingInstalls('begunHere') },
    { name: 'installs from Kommo', every: 5 * second, run: () => kommo.completePendingInstalls('broughtByKommo') },
    { name: 'unavailable accounts', every: 5 * second, run: kommo.tryUnavailableAccounts },
    {
      name: 'previous connections',
      every: minute,
      run: () => endPreviousConnections(database.prisma, Date.now()),
    },
    {
      name: 'uninstalled accounts',
      every: minute,
      run: () => deleteUninstalledAccounts({ prisma: database.prisma, log }),
    },
    { name: 'old exports', every: hour, run: () => removeOldArchives(Date.now()) },
    { name: 'months of raw events', every: 6 * hour, run: () => addComingMonths(database) },
    { name: 'retention', every: 6 * hour, run: reduceOld },
    { name: 'alarms', every: minute, run: createAlarms({ config, database, log, stopping, now: Date.now }) },
    { name: 'former outgoing addresses', every: hour, run: () => sweepFormerAddresses(database.prisma) },
    { name: 'stale tokens', every: hour, run: kommo.refreshStaleTokens },
    ...(isReachedByKommo(config) ? [{ name: 'webhooks of Kommo', every: minute, run: registerWebhooks }] : []),
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
}
