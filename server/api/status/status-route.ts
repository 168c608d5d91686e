import { z } from 'zod';
import { lacksExpansion } from '../../fastspring/expansion.ts';
import { readHealth } from '../../health/read-health.ts';
import { readMissingEmails } from '../../history/lookups/missing-emails.ts';
import { readInvoicesView } from '../../invoices/read-invoices-view.ts';
import { openTokens, unreadableTokens } from '../../kommo/tokens/access.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, KommoToken, PrismaClient } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { readPause } from '../pause/writing-pause.ts';
import { maySeeBuyers } from '../people/buyers-access.ts';
import type { Api } from '../prepare-api.ts';
import { readReconciliation } from '../reconciliation/read-reconciliation.ts';
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
  const { config, database, kommo, sealer } = app;

  app.get('/api/v1/status', async ({ user }): Promise<StatusView> => {
    const { accountId } = user;
    const now = new Date();
    const [
      account,
      token,
      counts,
      missingEmails,
      isUnexpanded,
      reconciliation,
      seesBuyers,
      health,
      givenUpAt,
      invoices,
    ] = await Promise.all([
      database.prisma.account.findUniqueOrThrow({ where: { id: accountId } }),
      database.prisma.kommoToken.findUnique({ where: { accountId } }),
      countWork(database, accountId),
      readMissingEmails(database.prisma, accountId),
      lacksExpansion(database.prisma, accountId),
      readReconciliation(database.prisma, sealer, accountId),
      maySeeBuyers(database.prisma, user),
      readHealth(database, now.getTime(), accountId),
      findGivenUp(database.prisma, accountId),
      readInvoicesView(database, accountId),
    ]);
    const stoodStill = kommo.standstill.last();
    const paused = account.pausedUntil !== null && account.pausedUntil > now;
    return {
      kommo: {
        ...connectionOf(sealer, account, token),
        subdomain: account.subdomain,
        pausedUntil: paused ? (account.pausedUntil?.toISOString() ?? null) : null,
        tokenExpiresAt: token?.expiresAt?.toISOString() ?? null,
      },
      fastspring: {
        hasWebhookSecret: openOrNull(sealer, sealedColumns.webhookSecret, accountId, account.webhookSecret) !== null,
        lastWebhookAt: counts.last_webhook_at?.toISOString() ?? null,
        ...(isUnexpanded && { lacksExpansion: true }),
      },
      backlog: {
        events: counts.open_events,
        effects: counts.open_effects,
        customers: counts.waiting_customers,
        oldestAt: counts.oldest_at?.toISOString() ?? null,
      },
      pause: await readPause(database.prisma, account),
      health: health.flatMap(({ entries }) => entries),
      alarms: { canEmail: config.alarms.smtp !== undefined, givenUpAt: givenUpAt?.toISOString() ?? null },
      standstill: stoodStill && {
        endedAt: new Date(stoodStill.endedAt).toISOString(),
        seconds: Math.round(stoodStill.lasted / 1000),
      },
      failed: { events: counts.failed_events, effects: counts.failed_effects },
      unmatchedCustomers: counts.unmatched,
      missingEmails,
      invoices,
      reconciliation: seesBuyers ? reconciliation : { ...reconciliation, comparison: null },
      asOf: now.toISOString(),
    };
  });
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
