import { minute } from '../../platform/time/units.ts';
import { catchUpIfDue } from './catch-up.ts';
import { compareAccount } from './compare.ts';
import type { ReconciliationDependencies } from './context.ts';
import type { DueAccount } from './due.ts';

/** ms; after an unexpected error */
const tryAgainAfter = 10 * minute;

/**
 * Does the due work of one account.
 * @param mayCompare false leaves the comparison for later, even if it is due
 */
export async function reconcileAccount(
  dependencies: ReconciliationDependencies,
  { accountId, comparison: mayCompare }: DueAccount,
  signal: AbortSignal,
): Promise<void> {
  const { database, fastspring, log, now } = dependencies;
  try {
    const account = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    const api = fastspring.forAccount(accountId, 'background', signal);
    const run = { ...dependencies, account, accountId, api, signal };
    const isIncomplete = await catchUpIfDue(run);
    const row = await database.prisma.reconciliation.findUniqueOrThrow({ where: { accountId } });
    const isDue = mayCompare && row.comparisonAt.getTime() <= now();
    if (!isDue && !isIncomplete) return;
    const comparison = await compareAccount(run, row);
    if (comparison !== null && comparison.differenceCount > 0) {
      const { differenceCount, healedCount } = comparison;
      log.warn({ accountId, differences: differenceCount, healed: healedCount }, 'a comparison found differences');
    }
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
