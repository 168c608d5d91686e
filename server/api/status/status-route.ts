import { z } from 'zod';
import { lacksExpansion } from '../../fastspring/expansion.ts';
import { readHealth } from '../../health/read-health.ts';
import { readMissingEmails } from '../../history/lookups/missing-emails.ts';
import { readInvoicesView } from '../../invoices/read-invoices-view.ts';
import { openTokens, unreadableTokens } from '../../kommo/tokens/access.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, KommoToken, PrismaClient } from '../../platform/database/generated/client.ts';
import { readPause } from '../pause/writing-pause.ts';
import { maySeeBuyers } from '../people/buyers-access.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { readReconciliation } from '../reconciliation/read-reconciliation.ts';
import { hasWebhookSecret } from '../settings/fastspring-connection.ts';
import type { StatusView } from './status-view.ts';

const countsSchema = z.object({
  last_webhook_at: z.coerce.date().nullable(),
  open_events: z.coerce.number(),
  open_effects: z.coerce.number(),
  waiting_customers: z.coerce.number(),
  oldest_at: z.coerce.date().nullable(),
  failed_events: z.coerce.number(),
  failed_effects: z.coerce.number(),
  unmatched: z.coerce.number(),
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
  return {
    kommo: kommoStatus(sealer, account, token, now),
    fastspring: {
      hasWebhookSecret: hasWebhookSecret(sealer, account),
      lastWebhookAt: work.last_webhook_at?.toISOString() ?? null,
      ...(isUnexpanded && { lacksExpansion: true }),
    },
    backlog: {
      events: work.open_events,
      effects: work.open_effects,
      customers: work.waiting_customers,
      oldestAt: work.oldest_at?.toISOString() ?? null,
    },
    pause: await readPause(prisma, account),
    health: health.flatMap(({ entries }) => entries),
    alarms: { canEmail: config.alarms.smtp !== undefined, givenUpAt: givenUpAt?.toISOString() ?? null },
    standstill: standstillOf(kommo),
    failed: { events: work.failed_events, effects: work.failed_effects },
    unmatchedCustomers: work.unmatched,
    missingEmails,
    invoices,
    reconciliation: seesBuyers ? reconciliation : { ...reconciliation, comparison: null },
    asOf: now.toISOString(),
  };
}

function kommoStatus(sealer: Sealer, account: Account, token: KommoToken | null, now: Date): StatusView['kommo'] {
  const { subdomain, pausedUntil } = account;
  return {
    ...connectionOf(sealer, account, token),
    subdomain,
    pausedUntil: pausedUntil !== null && pausedUntil > now ? pausedUntil.toISOString() : null,
    tokenExpiresAt: token?.expiresAt?.toISOString() ?? null,
  };
}

function standstillOf({ standstill }: Api['kommo']): StatusView['standstill'] {
  const last = standstill.last();
  return last && { endedAt: new Date(last.endedAt).toISOString(), seconds: Math.round(last.lasted / 1000) };
}

/** An account that cannot be asked for want of a readable token is not stored as such: the key may be found again. */
function connectionOf(sealer: Sealer, { state, stateReason }: Account, token: KommoToken | null) {
  const isUnreadable = state === 'connected' && token !== null && openTokens(sealer, token) === null;
  return isUnreadable ? { state: 'needs_reauthorization', reason: unreadableTokens } : { state, reason: stateReason };
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
async function countWork(database: Pick<Database, 'query'>, accountId: string): Promise<z.infer<typeof countsSchema>> {
  const { rows } = await database.query(
    `SELECT
       (SELECT max("received_at") FROM "events" WHERE "account_id" = $1::uuid AND "source" = 'webhook') AS last_webhook_at,
       (SELECT count(*) FROM "events" WHERE "account_id" = $1::uuid AND "state" = 'received') AS open_events,
       (SELECT count(*) FROM "effects" WHERE "account_id" = $1::uuid AND "state" IN ('open', 'sending', 'uncertain')) AS open_effects,
       (SELECT count(*) FROM "customers" WHERE "account_id" = $1::uuid AND "next_match_at" <= now()) AS waiting_customers,
       least((SELECT min("received_at") FROM "events" WHERE "account_id" = $1::uuid AND "state" = 'received'),
         (SELECT min("created_at") FROM "effects" WHERE "account_id" = $1::uuid AND "state" IN ('open', 'sending', 'uncertain')),
         (SELECT min("next_match_at") FROM "customers" WHERE "account_id" = $1::uuid AND "next_match_at" <= now())) AS oldest_at,
       (SELECT count(*) FROM "events" WHERE "account_id" = $1::uuid AND "state" IN ('failed', 'unreadable')) AS failed_events,
       (SELECT count(*) FROM "effects" WHERE "account_id" = $1::uuid AND "state" = 'failed') AS failed_effects,
       (SELECT count(*) FROM "customers" WHERE "account_id" = $1::uuid AND "match_state" = 'unmatched') AS unmatched`,
    [accountId],
  );
  return countsSchema.parse(rows[0]);
}
