import { z } from 'zod';
import packageFile from '../../../package.json' with { type: 'json' };
import { openCredentials } from '../../fastspring/api/open-credentials.ts';
import { readerVersion } from '../../fastspring/events/index.ts';
import { openTokens } from '../../kommo/tokens/access.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { ApiServices } from '../prepare-api.ts';
import { readReconciliation } from '../reconciliation/read-reconciliation.ts';
import { hasWebhookSecret, isWebhookSecretUnconfirmed } from '../settings/fastspring-connection.ts';
import { storedSettings } from '../settings/stored-settings.ts';
import { describeSettings } from './describe-settings.ts';
import type { DiagnosticsView } from './diagnostics-view.ts';
import { readCounts, readErrors, readTimings } from './read-counts.ts';

type DiagnosticsSources = Pick<ApiServices, 'database' | 'sealer' | 'kommo' | 'rulesFromEnvironment' | 'now'>;

/**
 * What helps to find a fault, of one account. Nothing that a person, FastSpring or Kommo wrote is in it: every text is one
 * of the program's own words, and everything else is a number or a moment.
 */
export async function readDiagnostics(sources: DiagnosticsSources, accountId: string): Promise<DiagnosticsView> {
  const { database, sealer, kommo, rulesFromEnvironment, now } = sources;
  const { prisma } = database;
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const { versions, ...counted } = await database.readSnapshot(async (query) => ({
    versions: { ...ofProgram, database: await readDatabaseVersion(query), engine: database.engine },
    counts: await readCounts(query, accountId),
    timings: await readTimings(query, accountId),
    errors: await readErrors(query, accountId),
    migrations: await readMigrations(query),
  }));
  return {
    format: 'kommo-fastspring diagnostics',
    madeAt: new Date(now()).toISOString(),
    versions,
    process: describeProcess(kommo),
    account: describeAccount(account),
    settings: describeSettings(storedSettings(account, rulesFromEnvironment)),
    connections: await describeConnections(prisma, sealer, account),
    ...counted,
  };
}

const ofProgram = {
  app: packageFile.version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  reader: readerVersion,
};

function describeProcess({ standstill }: DiagnosticsSources['kommo']) {
  const last = standstill.last();
  return {
    uptimeSeconds: Math.round(process.uptime()),
    residentBytes: process.memoryUsage.rss(),
    standstills: standstill.count(),
    lastStandstill: last && { endedAt: new Date(last.endedAt), seconds: Math.round(last.lasted / 1000) },
  };
}

/** Without the account's name and subdomain, and without the author and the reason of a pause: each may name a person. */
function describeAccount(account: Account) {
  const { id, state, language, currency, timeZone, singleAccount, settingsVersion } = account;
  const { pausedUntil, consecutiveFailures, retryAt, writingPausedAt, installedAt, deleteAfter } = account;
  return {
    ...{ id, kommoAccountId: account.kommoAccountId?.toString() ?? null, state, singleAccount, settingsVersion },
    ...{ pausedUntil, consecutiveFailures, retryAt, writingPausedAt, installedAt, deleteAfter },
    // Kommo's words, as long as they are nothing else.
    language: /^[a-z]{2}$/.test(language) ? language : null,
    currency: /^[A-Z]{3}$/.test(currency ?? '') ? currency : null,
    timeZone: ['UTC', ...Intl.supportedValuesOf('timeZone')].includes(timeZone) ? timeZone : null,
  };
}

async function describeConnections(prisma: PrismaClient, sealer: Sealer, account: Account) {
  const { id: accountId, previousWebhookSecretEndsAt } = account;
  const [token, fastspring, refused, reconciliation] = await Promise.all([
    prisma.kommoToken.findUnique({ where: { accountId } }),
    prisma.fastspringConnection.findUnique({ where: { accountId } }),
    prisma.refusedWebhook.findUnique({ where: { accountId }, select: { reason: true, refusedAt: true } }),
    readReconciliation(prisma, sealer, accountId),
  ]);
  const { catchUp, runningSince, nextAt, kommoChanges, comparison } = reconciliation;
  return {
    kommo: {
      token: token && {
        isReadable: openTokens(sealer, token) !== null,
        isLongLived: token.refreshToken === null,
        ...{ expiresAt: token.expiresAt, refreshedAt: token.refreshedAt, version: token.version },
      },
      changes: kommoChanges,
    },
    fastspring: {
      hasWebhookSecret: hasWebhookSecret(sealer, account),
      previousWebhookSecretEndsAt,
      refusedWebhook: refused,
      isWebhookSecretUnconfirmed: isWebhookSecretUnconfirmed(sealer, account),
      hasApiCredentials: openCredentials(sealer, account) !== null,
      api: fastspring && {
        ...{ state: fastspring.state, consecutiveFailures: fastspring.consecutiveFailures },
        ...{ retryAt: fastspring.retryAt, changedAt: fastspring.changedAt },
      },
    },
    reconciliation: {
      ...{ catchUp, runningSince, nextAt },
      // Without the sums.
      comparison: comparison && {
        ...{ checkedAt: comparison.checkedAt, agrees: comparison.agrees, problem: comparison.problem },
        ...{ ledgerChecked: comparison.ledgerChecked, kommoChecked: comparison.kommoChecked },
        ...{ differences: comparison.differences, healed: comparison.healed },
      },
    },
  };
}

const versionRow = z.object({ version: z.string(), bytes: z.coerce.number() });

async function readDatabaseVersion(query: Database['query']) {
  const [row] = await readRows({ query }, versionRow)`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS bytes`;
  return row ?? null;
}

const migrationRow = z.object({ name: z.string(), isFinished: z.boolean() });

function readMigrations(query: Database['query']) {
  return readRows({ query }, migrationRow)`
    SELECT "migration_name" AS name, "finished_at" IS NOT NULL AS "isFinished" FROM "_prisma_migrations" ORDER BY 1`;
}
