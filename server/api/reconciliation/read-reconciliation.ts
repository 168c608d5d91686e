import { openCredentials } from '../../fastspring/api/open-credentials.ts';
import {
  type Book,
  type Comparison,
  catchUpSchema,
  comparisonSchema,
  progressSchema,
} from '../../history/reconciliation/results.ts';
import { decimalString } from '../../ledger/money.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { BookView, ComparisonView, DifferencesView, ReconciliationView } from './reconciliation-view.ts';

export async function readReconciliation(
  prisma: PrismaClient,
  sealer: Sealer,
  accountId: string,
): Promise<ReconciliationView> {
  const [account, row, webhook] = await Promise.all([
    prisma.account.findUniqueOrThrow({ where: { id: accountId } }),
    prisma.reconciliation.findUnique({ where: { accountId } }),
    prisma.kommoWebhook.findUnique({ where: { accountId }, select: { state: true } }),
  ]);
  // What an earlier version wrote in another form is as good as not there: the next night writes it anew.
  const catchUp = catchUpSchema.safeParse(row?.catchUp).data;
  const comparison = comparisonSchema.safeParse(row?.comparison).data;
  return {
    hasCredentials: openCredentials(sealer, account) !== null,
    catchUp: catchUp ?? null,
    runningSince: progressSchema.safeParse(row?.progress).data?.startedAt ?? null,
    nextAt: row?.comparisonAt.toISOString() ?? null,
    kommoChanges: webhook?.state === 'registered' ? 'at_once' : 'nightly',
    comparison: comparison === undefined ? null : viewOf(comparison),
  };
}

export async function readDifferences(prisma: PrismaClient, accountId: string): Promise<DifferencesView> {
  const row = await prisma.reconciliation.findUnique({ where: { accountId }, select: { comparison: true } });
  const comparison = comparisonSchema.safeParse(row?.comparison).data;
  return {
    checkedAt: comparison?.checkedAt ?? null,
    differences: (comparison?.differences ?? []).map(({ id: _id, ...difference }) => difference),
  };
}

function viewOf(comparison: Comparison): ComparisonView {
  const { checkedAt, periods, agrees, fastspring, panel, problem, ledgerChecked, kommoChecked } = comparison;
  return {
    ...{ checkedAt, agrees, problem, ledgerChecked, kommoChecked },
    since: `${periods[0]?.begin ?? checkedAt.slice(0, 10)}T00:00:00.000Z`,
    fastspring: fastspring === null ? null : bookOf(fastspring),
    panel: bookOf(panel),
    differences: comparison.differenceCount,
    healed: comparison.healedCount,
  };
}

function bookOf({ orders, totals, activeSubscriptions }: Book): BookView {
  const amounts = Object.entries(totals).map(([currency, amount]) => ({
    currency,
    amount: decimalString(amount, currency),
  }));
  return {
    orders,
    activeSubscriptions,
    totals: amounts.toSorted((one, other) => (one.currency < other.currency ? -1 : 1)),
  };
}
