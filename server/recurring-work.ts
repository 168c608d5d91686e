import type { FastifyBaseLogger } from 'fastify';
import { createAlarms } from './alarms/run-alarms.ts';
import type { Config } from './config/config.ts';
import { readerVersion } from './fastspring/events/index.ts';
import { addComingMonths } from './fastspring/payloads/months.ts';
import { endPreviousConnections } from './fastspring/webhook/secret-rotation.ts';
import { foldSettledCounts } from './health/settled-counts.ts';
import type { Kommo } from './kommo/kommo.ts';
import { registerChanges } from './kommo/webhook/register-changes.ts';
import { sweepFormerAddresses } from './outward/slots.ts';
import { deleteUninstalledAccounts } from './personal-data/delete-accounts.ts';
import { reduceOldEvents } from './personal-data/retention.ts';
import type { Database } from './platform/database/database.ts';
import type { Recurring } from './platform/jobs/recurring.ts';
import { hour, minute, second } from './platform/time/units.ts';
import { putBackForNewerReader } from './sync/record/put-back-events.ts';

interface WorkDependencies {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly kommo: Kommo;
}

/** Kommo calls addresses on the internet; a Kommo on this machine calls addresses on this machine. */
function isReachedByKommo({ publicUrl, kommo }: Config): boolean {
  return publicUrl.startsWith('https:') || kommo.originTemplate.startsWith('http:');
}

/** What the service does by itself, again and again, once for all processes. */
export function recurringWork({ config, database, kommo, log }: WorkDependencies): readonly Recurring[] {
  const { prisma } = database;
  const identify = kommo.singleAccount?.identify;
  return [
    {
      name: 'events-for-a-newer-reader',
      every: minute,
      run: () => putBackForNewerReader(database, readerVersion),
    },
    { name: 'unavailable-accounts', every: 5 * second, run: kommo.tryUnavailableAccounts },
    { name: 'ended-installs', every: hour, run: kommo.deleteEndedInstalls },
    { name: 'previous-connections', every: minute, run: () => endPreviousConnections(prisma, Date.now()) },
    { name: 'uninstalled-accounts', every: minute, run: () => deleteUninstalledAccounts({ prisma, log }) },
    { name: 'months-of-raw-events', every: 6 * hour, run: () => addComingMonths(database) },
    { name: 'retention', every: 6 * hour, run: reduceOld },
    { name: 'alarms', every: minute, run: createAlarms({ config, database, log, now: Date.now }) },
    { name: 'counts-of-settled-work', every: minute, run: () => foldSettledCounts(database) },
    { name: 'former-outgoing-addresses', every: hour, run: () => sweepFormerAddresses(prisma) },
    { name: 'stale-tokens', every: hour, run: kommo.refreshStaleTokens },
    ...(isReachedByKommo(config) ? [{ name: 'webhooks-of-kommo', every: minute, run: registerWebhooks }] : []),
    ...(identify === undefined ? [] : [{ name: 'single-account', every: 30 * second, run: identify }]),
  ];

  async function reduceOld(signal: AbortSignal): Promise<void> {
    const events = await reduceOldEvents(prisma, config.retentionMonths, signal);
    if (events > 0) log.info({ events }, 'old events were reduced to what they state');
  }

  function registerWebhooks(signal: AbortSignal): Promise<void> {
    const forAccount = (accountId: string) => kommo.forAccount(accountId, 'background');
    return registerChanges({ prisma, forAccount, publicUrl: config.publicUrl, log }, signal);
  }
}
