import { z } from 'zod';
import { credentialsMark } from '../../fastspring/api/connection.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { nextNight } from '../../platform/time/nights.ts';

/** Makes a check of every account due soon: this process was down for a while. */
export async function askAllAtStart(prisma: PrismaClient, now: number): Promise<void> {
  await prisma.reconciliation.updateMany({ data: { catchUpAt: new Date(now) } });
}

/** Makes the check and the comparison of one account due now, on request. */
export async function askNow(transaction: Transaction, accountId: string, now: number): Promise<void> {
  await addMissingRows(transaction, now);
  const at = new Date(now);
  await transaction.reconciliation.updateMany({ where: { accountId }, data: { catchUpAt: at, comparisonAt: at } });
}

/** An account is reconciled from its installation on; webhooks from before its row was added count too. */
export async function addMissingRows(transaction: Transaction, now: number): Promise<void> {
  const accounts = await readRows(
    transaction,
    z.object({ id: z.string(), time_zone: z.string(), first_webhook_at: z.date().nullable() }),
  )`
    SELECT a."id"::text, a."time_zone", (
      SELECT e."received_at" FROM "events" e WHERE e."account_id" = a."id" AND e."source" = 'webhook'
      ORDER BY e."id" LIMIT 1) AS first_webhook_at
    FROM "accounts" a
    WHERE a."state" <> 'uninstalled'
      AND NOT EXISTS (SELECT FROM "reconciliations" r WHERE r."account_id" = a."id")`;
  if (accounts.length === 0) return;
  const newsSince = accounts.map((account) => new Date(Math.min(account.first_webhook_at?.getTime() ?? now, now)));
  const comparisonAt = accounts.map((account) => new Date(nextNight(now, account.time_zone)));
  // Not createMany: Prisma keeps the plan of each number of rows, tens of MB for thousands.
  await transaction.$executeRaw`
    INSERT INTO "reconciliations" ("account_id", "catch_up_at", "news_since", "comparison_at")
    SELECT account, ${new Date(now)}, since, at
    FROM unnest(${accounts.map(({ id }) => id)}::uuid[], ${newsSince}::timestamptz[], ${comparisonAt}::timestamptz[])
      AS missing (account, since, at)
    ON CONFLICT DO NOTHING`;
}

const dueSchema = z.object({
  accountId: z.string(),
  /** the whole comparison, not only the check for missing events */
  comparison: z.boolean(),
});
export type DueAccount = Readonly<z.output<typeof dueSchema>>;

/**
 * Accounts with due work. A check needs credentials, with no known refusal or outage at FastSpring right now. A
 * comparison is due without them too, because parts of it need no FastSpring.
 */
export async function findDue(
  prisma: PrismaClient,
  now: number,
  { accountId = null, atMost = 1 }: { readonly accountId?: string | null; readonly atMost?: number },
): Promise<readonly DueAccount[]> {
  return readRows(prisma, dueSchema)`
    SELECT r."account_id"::text AS "accountId", r."comparison_at" <= ${new Date(now)} AS comparison
    FROM "reconciliations" r JOIN "accounts" a ON a."id" = r."account_id"
    LEFT JOIN fastspring_connections f ON f.account_id = a.id AND f.credentials_mark = ${credentialsMark}
    WHERE a."state" <> 'uninstalled' AND (${accountId}::uuid IS NULL OR a."id" = ${accountId}::uuid)
      AND (r."comparison_at" <= ${new Date(now)} OR (r."catch_up_at" <= ${new Date(now)} AND a.api_username IS NOT NULL
        AND coalesce(f.retry_at, now()) <= now()))
    ORDER BY comparison, least(r."catch_up_at", r."comparison_at") LIMIT ${atMost}::int`;
}
