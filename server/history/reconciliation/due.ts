import { z } from 'zod';
import { credentialsMark } from '../../fastspring/api/connection.ts';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { nextNight } from '../../platform/time/nights.ts';

/** The database, or a transaction on it. */
interface Prismas {
  readonly prisma: Transaction;
}

/** Makes a check of every account due soon: this process was down for a while. */
export async function askAllAtStart({ prisma }: Pick<Database, 'prisma'>, now: number): Promise<void> {
  await prisma.reconciliation.updateMany({ data: { catchUpAt: new Date(now) } });
}

/** Makes the check and the comparison of one account due now, on request. */
export async function askNow({ prisma }: Prismas, accountId: string, now: number): Promise<void> {
  await addMissingRows({ prisma }, now);
  const at = new Date(now);
  await prisma.reconciliation.updateMany({ where: { accountId }, data: { catchUpAt: at, comparisonAt: at } });
}

/** An account is reconciled from its installation on; webhooks from before its row was added count too. */
export async function addMissingRows({ prisma }: Prismas, now: number): Promise<void> {
  const accounts = await readRows(
    prisma,
    z.object({ id: z.string(), time_zone: z.string(), first_webhook_at: z.date().nullable() }),
  )`
    SELECT a."id"::text, a."time_zone", (
      SELECT e."received_at" FROM "events" e WHERE e."account_id" = a."id" AND e."source" = 'webhook'
      ORDER BY e."id" LIMIT 1) AS first_webhook_at
    FROM "accounts" a
    WHERE a."state" <> 'uninstalled'
      AND NOT EXISTS (SELECT FROM "reconciliations" r WHERE r."account_id" = a."id")`;
  if (accounts.length === 0) return;
  await prisma.reconciliation.createMany({
    data: accounts.map((account) => ({
      accountId: account.id,
      newsSince: new Date(Math.min(account.first_webhook_at?.getTime() ?? now, now)),
      catchUpAt: new Date(now),
      comparisonAt: new Date(nextNight(now, account.time_zone)),
    })),
    skipDuplicates: true,
  });
}

export interface DueAccount {
  readonly accountId: string;
  /** the whole comparison, not only the check for missing events */
  readonly comparison: boolean;
}

const dueSchema = z.object({ account_id: z.string(), comparison: z.boolean() });

/**
 * Accounts with due work. A check needs credentials, with no known refusal or outage at FastSpring right now. A
 * comparison is due without them too, because parts of it need no FastSpring.
 */
export async function findDue(
  { prisma }: Pick<Database, 'prisma'>,
  now: number,
  { accountId = null, atMost = 1 }: { readonly accountId?: string | null; readonly atMost?: number },
): Promise<readonly DueAccount[]> {
  const rows = await readRows(prisma, dueSchema)`
    SELECT r."account_id"::text, r."comparison_at" <= ${new Date(now)} AS comparison FROM "reconciliations" r JOIN accounts a ON a."id" = r."account_id"
    LEFT JOIN fastspring_connections f ON f.account_id = a.id AND f.credentials_mark = ${credentialsMark}
    WHERE a."state" <> 'uninstalled' AND (${accountId}::uuid IS NULL OR a."id" = ${accountId}::uuid)
      AND (r."comparison_at" <= ${new Date(now)} OR (r."catch_up_at" <= ${new Date(now)} AND a.api_username IS NOT NULL
        AND coalesce(f.retry_at, now()) <= now()))
    ORDER BY comparison, least(r."catch_up_at", r."comparison_at") LIMIT ${atMost}::int`;
  return rows.map((row) => ({ accountId: row.account_id, comparison: row.comparison }));
}
