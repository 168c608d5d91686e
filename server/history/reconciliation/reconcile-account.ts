import type { Account } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import { readSettings } from '../../rules/settings/settings.ts';
import { catchUp } from './catch-up.ts';
import { compareAccount } from './compare.ts';
import type { ReconciliationDependencies } from './context.ts';
import type { DueAccount } from './due.ts';

/** ms; after an unexpected error */
const tryAgainAfter = 10 * minute;

/**
 * Does the due work of one account.
 * @param due `comparison: false` leaves the comparison for later, even if it is due
 */
export async function reconcileAccount(
  dependencies: ReconciliationDependencies,
  due: DueAccount,
  signal: AbortSignal,
): Promise<void> {
  const { accountId } = due;
  const { database, log, now } = dependencies;
  try {
    await reconcileDue(dependencies, due, signal);
  } catch (error) {
    if (signal.aborted) return;
    log.error({ err: error, accountId }, 'an account could not be reconciled; it is tried again');
    const later = new Date(now() + tryAgainAfter);
    await database.prisma.$executeRaw`
      UPDATE "reconciliations" SET "catch_up_at" = greatest("catch_up_at", ${later}),
        "comparison_at" = greatest("comparison_at", ${later})
      WHERE "account_id" = ${accountId}::uuid`;
  }
}

async function reconcileDue(
  dependencies: ReconciliationDependencies,
  { accountId, comparison: mayCompare }: DueAccount,
  signal: AbortSignal,
): Promise<void> {
  const { database, log, now } = dependencies;
  const account = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const isIncomplete = await catchUpIfDue(dependencies, account, signal);
  const row = await database.prisma.reconciliation.findUniqueOrThrow({ where: { accountId } });
  const isDue = mayCompare && row.comparisonAt.getTime() <= now();
  if (!isDue && !isIncomplete) return;
  const api = dependencies.fastspring.forAccount(accountId, 'background', signal);
  const comparison = await compareAccount(
    {
      ...dependencies,
      account,
      accountId,
      api,
      signal,
      catchUpIfDue: async () => void (await catchUpIfDue(dependencies, account, signal)),
    },
    row,
  );
  if (comparison !== null && comparison.differenceCount > 0) {
    const { differenceCount, healedCount } = comparison;
    log.warn({ accountId, differences: differenceCount, healed: healedCount }, 'a comparison found differences');
  }
}

/** @returns whether events were missing and FastSpring did not show all of them */
async function catchUpIfDue(
  dependencies: ReconciliationDependencies,
  account: Account,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, wake, now } = dependencies;
  const row = await database.prisma.reconciliation.findUniqueOrThrow({ where: { accountId: account.id } });
  if (account.apiUsername === null || row.catchUpAt.getTime() > now()) return false;
  const { reconciliation } = readSettings(account.settings);
  const found = await catchUp(dependencies, row, reconciliation.markEventsProcessed, signal);
  if (found.takenIn > 0) wake(account.id);
  return found.takenIn > 0 && found.moreThanShown;
}
