import { FastspringError } from '../../fastspring/api/errors.ts';
import type { Reconciliation } from '../../platform/database/generated/client.ts';
import { addDays, dateOf } from '../../platform/time/dates.ts';
import { nextNight } from '../../platform/time/nights.ts';
import { hour, minute } from '../../platform/time/units.ts';
import { historyProblemOf } from '../history-problem.ts';
import type { Period } from '../walk/listed.ts';
import { catchUpIfDue } from './catch-up.ts';
import { checkKommo } from './check-kommo.ts';
import { checkLedger } from './check-ledger.ts';
import { comparePage, compareUnlisted } from './compare-listed.ts';
import { comparedOrders } from './compare-orders.ts';
import { comparedSubscriptions } from './compare-subscriptions.ts';
import { mergePeriods } from './periods.ts';
import { type ComparisonStep, nextPhase, type ReconciliationRun, withDifferences } from './reconciliation-run.ts';
import { findRefundsBeyondPaid } from './refunds-beyond-paid.ts';
import { type Comparison, comparisonSchema, type Phase, type Progress, progressSchema } from './results.ts';
import { reachVerdict } from './verdict.ts';

/** ms; if FastSpring does not answer in the middle of a comparison */
const goOnAfter = 10 * minute;
/** ms; a comparison that takes longer is abandoned, and the next night starts a new one */
const giveUpAfter = 20 * hour;

/**
 * Compares all of an account: the ledger with its events, FastSpring with the ledger, Kommo with the ledger. Repairs
 * our side and names every difference. Continues where it was interrupted.
 * @returns null if it has to continue later
 */
export async function compareAccount(run: ReconciliationRun, row: Reconciliation): Promise<Comparison | null> {
  const { accountId, database, now, signal } = run;
  try {
    let progress = await startOrGoOn(run, row);
    while (progress.phase !== 'verdict') {
      if (signal.aborted) return null;
      progress = await takeStep(run, progress, progress.phase);
      await saveProgress(run, progress);
      // A long comparison must not delay the account's regular catch-up.
      await catchUpIfDue(run);
    }
    signal.throwIfAborted();
    const comparison = await reachVerdict(run, progress);
    await finish(run, comparison);
    return comparison;
  } catch (error) {
    if (signal.aborted || !(error instanceof FastspringError)) throw error;
    const comparisonAt = new Date(now() + goOnAfter);
    await database.prisma.reconciliation.update({ where: { accountId }, data: { comparisonAt } });
    return null;
  }
}

async function startOrGoOn(run: ReconciliationRun, row: Reconciliation): Promise<Progress> {
  const stored = progressSchema.safeParse(row.progress).data;
  if (stored !== undefined && Date.parse(stored.startedAt) > run.now() - giveUpAfter) return stored;
  await run.database.prisma.reconciliationListed.deleteMany({ where: { accountId: run.accountId } });
  const previous = comparisonSchema.safeParse(row.comparison).data;
  const progress: Progress = {
    startedAt: new Date(run.now()).toISOString(),
    periods: await periodsOf(run, row),
    fastspring: null,
    problem: null,
    ledgerChecked: false,
    kommoChecked: false,
    kommoSince: previous?.startedAt ?? row.newsSince.toISOString(),
    differences: [],
    differenceCount: 0,
    phase: 'ledger',
    cursor: null,
  };
  await saveProgress(run, progress);
  return progress;
}

/**
 * From the day of the installation, plus the imported periods that were not undone; until tomorrow, because
 * FastSpring's days may be ahead of ours.
 */
async function periodsOf(run: ReconciliationRun, row: Reconciliation): Promise<readonly Period[]> {
  const imports = await run.database.prisma.import.findMany({
    where: { accountId: run.accountId, state: 'done' },
    select: { beginDay: true, endDay: true },
  });
  return mergePeriods([
    ...imports.map(({ beginDay, endDay }) => ({ begin: beginDay, end: endDay })),
    { begin: dateOf(row.newsSince.getTime()), end: addDays(dateOf(run.now()), 1) },
  ]);
}

const steps: Readonly<Record<Exclude<Phase, 'verdict'>, ComparisonStep>> = {
  ledger: async (run, progress) => {
    const found = await checkLedger(run.database, run.account);
    const beyondPaid = await findRefundsBeyondPaid(run.database, run.accountId);
    const differences = [...(found ?? []), ...beyondPaid];
    return nextPhase({ ...withDifferences(progress, differences), ledgerChecked: found !== null }, 'ledger');
  },
  orders: async (run, progress) => (await comparePage(run, progress, comparedOrders)) ?? nextPhase(progress, 'orders'),
  surplus: async (run, progress) =>
    (await compareUnlisted(run, progress, comparedOrders)) ?? nextPhase(progress, 'surplus'),
  subscriptions: async (run, progress) =>
    (await comparePage(run, progress, comparedSubscriptions)) ??
    (await compareUnlisted(run, progress, comparedSubscriptions)) ??
    nextPhase(progress, 'subscriptions'),
  kommo: checkKommo,
};

/** If FastSpring refuses, the rest is still compared. @throws FastspringError to continue later */
async function takeStep(run: ReconciliationRun, progress: Progress, phase: keyof typeof steps): Promise<Progress> {
  try {
    return await steps[phase](run, progress);
  } catch (error) {
    if (run.signal.aborted) throw error;
    const problem = historyProblemOf(error);
    if (problem === 'over_limit' || problem === 'unreachable') throw error;
    return nextPhase({ ...progress, problem, fastspring: null }, 'subscriptions');
  }
}

async function saveProgress({ accountId, database }: ReconciliationRun, progress: Progress): Promise<void> {
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: { progress: { ...progress, periods: [...progress.periods], differences: [...progress.differences] } },
  });
}

async function finish(run: ReconciliationRun, comparison: Comparison): Promise<void> {
  const { account, accountId, database, now } = run;
  await database.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`
      UPDATE "reconciliations" SET "progress" = NULL, "comparison" = ${JSON.stringify(comparison)}::jsonb,
        "comparison_at" = ${new Date(nextNight(now(), account.timeZone))}
      WHERE "account_id" = ${accountId}::uuid`;
    await transaction.reconciliationListed.deleteMany({ where: { accountId } });
  });
}
