import { z } from 'zod';
import type { Database } from '../../database/open.ts';
import { credentialsMark } from '../../fastspring/api/connection.ts';
import { readSettings } from '../../rules/settings.ts';
import { catchUp } from './catch-up.ts';
import { type Claim, ClaimLost, claimAccount } from './claims.ts';
import { compareAccount } from './compare.ts';
import type { ReconciliationDependencies } from './context.ts';
import { nextNight } from './nights.ts';

/** Accounts that this process works on at the same time: one that hangs must not hold up the others. */
const accountsAtOnce = 4;

/**
 * Reconciles the accounts whose time has come, each in one process only. To be run by a timer.
 * @param signal ends it between two requests; what is left is done after the restart
 */
export async function reconcileDue(dependencies: ReconciliationDependencies, signal: AbortSignal): Promise<void> {
  const { database, now } = dependencies;
  await addMissingRows(database, now());
  const due = [...(await findDue(database, now()))];
  const next = async () => {
    for (let accountId = due.shift(); accountId !== undefined && !signal.aborted; accountId = due.shift()) {
      await reconcileAccount(dependencies, accountId, signal);
    }
  };
  await Promise.all(Array.from({ length: accountsAtOnce }, next));
}

/** Has every account looked at again soon: this process was not there for a while. */
export async function askAllAtStart({ prisma }: Pick<Database, 'prisma'>, now: number): Promise<void> {
  await prisma.reconciliation.updateMany({ data: { catchUpAt: new Date(now) } });
}

/** Has one account looked at and compared now, because somebody asks for it. */
export async function askNow({ prisma }: Pick<Database, 'prisma'>, accountId: string, now: number): Promise<void> {
  await addMissingRows({ prisma }, now);
  const at = new Date(now);
  await prisma.reconciliation.updateMany({ where: { accountId }, data: { catchUpAt: at, comparisonAt: at } });
}

async function reconcileAccount(
  dependencies: ReconciliationDependencies,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  const { database, log, now } = dependencies;
  const claim = await claimAccount(database.prisma, accountId);
  if (claim === null) return;
  try {
    await reconcileClaimed(dependencies, claim, signal);
  } catch (error) {
    if (error instanceof ClaimLost || signal.aborted) return;
    log.error({ err: error, accountId }, 'an account could not be reconciled; it is tried again');
    const later = new Date(now() + 60_000);
    await database.prisma.reconciliation.updateMany({
      where: { accountId, catchUpAt: { lt: later } },
      data: { catchUpAt: later },
    });
  } finally {
    await claim.release();
  }
}

async function reconcileClaimed(
  dependencies: ReconciliationDependencies,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const { database, wake, log, now } = dependencies;
  const { accountId } = claim;
  const account = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const row = await database.prisma.reconciliation.findUniqueOrThrow({ where: { accountId } });
  const settings = readSettings(account.settings);
  let isDue = row.comparisonAt.getTime() <= now();
  if (account.apiUsername !== null && row.catchUpAt.getTime() <= now()) {
    const { takenIn, moreThanShown } = await catchUp(
      dependencies,
      claim,
      row,
      settings.reconciliation.markEventsProcessed,
      signal,
    );
    if (takenIn > 0) wake(accountId);
    // What FastSpring does not show as events it shows as orders, refunds and subscriptions.
    if (takenIn > 0 && moreThanShown) isDue = true;
  }
  if (!isDue) return;
  const api = dependencies.fastspring.forAccount(accountId, 'background', signal);
  const comparison = await compareAccount({ ...dependencies, account, accountId, claim, api, signal }, row);
  if (comparison !== null && comparison.differenceCount > 0) {
    const { differenceCount, healedCount } = comparison;
    log.warn(
      { accountId, differences: differenceCount, healed: healedCount },
      'the nightly comparison found differences',
    );
  }
}

/** An account is reconciled from its installation on; what a webhook brought before this was made counts too. */
async function addMissingRows({ prisma }: Pick<Database, 'prisma'>, now: number): Promise<void> {
  const accounts = await prisma.$queryRaw<{ id: string; time_zone: string; first_webhook_at: Date | null }[]>`
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

const dueSchema = z.array(z.object({ account_id: z.string() }));

/**
 * Accounts that can be asked about: with credentials that FastSpring is not known to refuse or to leave unanswered at
 * this moment. A comparison has parts that need no FastSpring.
 */
async function findDue({ prisma }: Pick<Database, 'prisma'>, now: number): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw`
    SELECT r."account_id"::text FROM "reconciliations" r JOIN accounts a ON a."id" = r."account_id"
    LEFT JOIN fastspring_connections f ON f.account_id = a.id AND f.credentials_mark = ${credentialsMark}
    WHERE a."state" <> 'uninstalled' AND (r."claimed_to" IS NULL OR r."claimed_to" < clock_timestamp())
      AND (r."comparison_at" <= ${new Date(now)} OR (r."catch_up_at" <= ${new Date(now)} AND a.api_username IS NOT NULL
        AND coalesce(f.retry_at, now()) <= now()))
    ORDER BY least(r."catch_up_at", r."comparison_at")`;
  return dueSchema.parse(rows).map((row) => row.account_id);
}
