import { z } from 'zod';
import { lacksExpansion } from '../../fastspring/expansion.ts';
import { readRefusedWebhook } from '../../fastspring/webhook/refused-webhooks.ts';
import { readHealth } from '../../health/read-health.ts';
import { readMissingEmails } from '../../history/lookups/missing-emails.ts';
import { readInvoicesView } from '../../invoices/read-invoices-view.ts';
import { openTokens, unreadableTokens } from '../../kommo/tokens/access.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, KommoToken, PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { readPause } from '../pause/writing-pause.ts';
import { maySeeBuyers } from '../people/buyers-access.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { readReconciliation } from '../reconciliation/read-reconciliation.ts';
import { hasWebhookSecret } from '../settings/fastspring-connection.ts';
import type { StatusView } from './status-view.ts';

/**
 * More are not counted: until Postgres has vacuumed the table, each takes a look at its row. The settings page shows
 * "10,000+" (widget/settings/page/page-formats.ts) and does not notice further ones by this number.
 */
const unmatchedAtMost = 10_000;

const isoTime = z.coerce.date().transform((date) => date.toISOString());
const workSchema = z.object({
  lastWebhookAt: isoTime.nullable(),
  backlog: z.object({
    events: z.number(),
    effects: z.number(),
    customers: z.number(),
    oldestAt: isoTime.nullable(),
  }),
  failed: z.object({ events: z.number(), effects: z.number() }),
  unmatchedCustomers: z.number(),
});

/** `GET /api/v1/status`: is the connection well, and if not, since when and why. */
export async function statusRoutes(app: Api): Promise<void> {
  app.get('/api/v1/status', ({ user }) => readStatus(app, user));
}

async function readStatus({ config, database, kommo, sealer }: Api, user: WidgetUser): Promise<StatusView> {
  const { accountId } = user;
  const { prisma } = database;
  const now = new Date();
  const [account, token, work, missingEmails, isUnexpanded, reconciliation, seesBuyers, health, givenUpAt, invoices] =
    await Promise.all([
      prisma.account.findUniqueOrThrow({ where: { id: accountId } }),
      prisma.kommoToken.findUnique({ where: { accountId } }),
      countWork(database, accountId),
      readMissingEmails(prisma, accountId),
      lacksExpansion(prisma, accountId),
      readReconciliation(prisma, sealer, accountId),
      maySeeBuyers(prisma, user),
      readHealth(database, now.getTime(), accountId),
      findGivenUp(prisma, accountId),
      readInvoicesView(database, accountId),
    ]);
  const { lastWebhookAt, ...counts } = work;
  return {
    kommo: kommoStatus(sealer, account, token, now),
    fastspring: {
      hasWebhookSecret: hasWebhookSecret(sealer, account),
      lastWebhookAt,
      refused: await readRefusedWebhook(prisma, accountId, lastWebhookAt),
      ...(isUnexpanded && { lacksExpansion: true }),
    },
    ...counts,
    pause: await readPause(prisma, account),
    health,
    alarms: { canEmail: config.alarms.smtp !== undefined, givenUpAt: givenUpAt?.toISOString() ?? null },
    standstill: standstillOf(kommo),
    missingEmails,
    invoices,
    reconciliation: seesBuyers ? reconciliation : { ...reconciliation, comparison: null },
    asOf: now.toISOString(),
  };
}

/** An account that cannot be asked for want of a readable token is not stored as such: the key may be found again. */
function kommoStatus(sealer: Sealer, account: Account, token: KommoToken | null, now: Date): StatusView['kommo'] {
  const { state, stateReason: reason, subdomain, pausedUntil } = account;
  const isUnreadable = state === 'connected' && token !== null && openTokens(sealer, token) === null;
  return {
    ...(isUnreadable ? { state: 'needs_reauthorization', reason: unreadableTokens } : { state, reason }),
    subdomain,
    pausedUntil: pausedUntil !== null && pausedUntil > now ? pausedUntil.toISOString() : null,
    tokenExpiresAt: token?.expiresAt?.toISOString() ?? null,
  };
}

function standstillOf({ standstill }: Api['kommo']): StatusView['standstill'] {
  const last = standstill.last();
  return last && { endedAt: new Date(last.endedAt).toISOString(), seconds: Math.round(last.lasted / 1000) };
}

/** When the last alarm for the account's address was due, if a day of trying did not get it there. */
async function findGivenUp(prisma: PrismaClient, accountId: string): Promise<Date | null> {
  const last = await prisma.alarmMessage.findFirst({
    where: { accountId, channel: 'account_email', state: { not: 'waiting' } },
    orderBy: { id: 'desc' },
    select: { state: true, createdAt: true },
  });
  return last?.state === 'given_up' ? last.createdAt : null;
}

/** Every count in one statement, so that they are of one moment. */
async function countWork(database: Pick<Database, 'query'>, accountId: string): Promise<z.infer<typeof workSchema>> {
  const [work] = await readRows(database, workSchema)`
    SELECT
      greatest(
        (SELECT max("received_at") FROM "events"
          WHERE "account_id" = ${accountId}::uuid AND "source" = 'webhook' AND "live"),
        (SELECT max("received_at") FROM "events"
          WHERE "account_id" = ${accountId}::uuid AND "source" = 'webhook' AND "live" IS NOT TRUE)) AS "lastWebhookAt",
      json_build_object('events', e.count, 'effects', f.count, 'customers', c.count,
        'oldestAt', least(e.since, f.since, c.since)) AS "backlog",
      json_build_object(
        'events', (SELECT count(*) FROM "events"
          WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'unreadable')),
        'effects', (SELECT count(*) FROM "effects"
          WHERE "account_id" = ${accountId}::uuid AND "state" = 'failed')) AS "failed",
      (SELECT count(*)::int FROM (SELECT FROM "customers"
        WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "not_relevant_at" IS NULL
        LIMIT ${unmatchedAtMost}) "unmatched") AS "unmatchedCustomers"
    FROM
      (SELECT count(*) AS count, min("received_at") AS since FROM "events"
        WHERE "account_id" = ${accountId}::uuid AND "state" = 'received') e,
      (SELECT count(*) AS count, min("created_at") AS since FROM "effects"
        WHERE "account_id" = ${accountId}::uuid AND "state" IN ('open', 'sending', 'uncertain')) f,
      (SELECT count(*) AS count, min("next_match_at") AS since FROM "customers"
        WHERE "account_id" = ${accountId}::uuid AND "next_match_at" <= now()) c`;
  if (work === undefined) throw new Error('Counts have one row');
  return work;
}
