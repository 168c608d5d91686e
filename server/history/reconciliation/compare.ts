import { FastspringError } from '../../fastspring/api/errors.ts';
import type { Reconciliation } from '../../platform/database/generated/client.ts';
import { addDays, dateOf } from '../../platform/time/dates.ts';
import { nextNight } from '../../platform/time/nights.ts';
import { hour, minute } from '../../platform/time/units.ts';
import { historyProblemOf } from '../history-problem.ts';
import { checkKommo } from './check-kommo.ts';
import { checkLedger } from './check-ledger.ts';
import { compareOrders } from './compare-orders.ts';
import { compareSubscriptions } from './compare-subscriptions.ts';
import { type ComparisonRun, type ComparisonStep, nextPhase, withDifferences } from './comparison-run.ts';
import { forgetListed } from './listed.ts';
import { mergePeriods, type Period } from './periods.ts';
import { findRefundsBeyondPaid } from './refunds-beyond-paid.ts';
import { type Comparison, comparisonSchema, type Phase, type Progress, progressSchema } from './results.ts';
import { findSurplusOrders } from './surplus-orders.ts';
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
export async function compareAccount(run: ComparisonRun, row: Reconciliation): Promise<Comparison | null> {
  let progress = await startOrGoOn(run, row);
  while (progress.phase !== 'verdict') {
    if (run.signal.aborted) return null;
    const result = await takeStep(run, progress);
    if (result === 'later') return goOnLater(run);
    progress = result;
    await saveProgress(run, progress);
    await run.catchUpIfDue();
  }
  run.signal.throwIfAborted();
  const comparison = await judge(run, progress);
  if (comparison === 'later') return goOnLater(run);
  await finish(run, comparison);
  return comparison;
}

async function startOrGoOn(run: ComparisonRun, row: Reconciliation): Promise<Progress> {
  const stored = progressSchema.safeParse(row.progress).data;
  if (stored !== undefined && Date.parse(stored.startedAt) > run.now() - giveUpAfter) return stored;
  await forgetListed(run.database.prisma, run.accountId);
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
async function periodsOf(run: ComparisonRun, row: Reconciliation): Promise<readonly Period[]> {
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
    const checked = {
      ...withDifferences(progress, [...(found ?? []), ...beyondPaid]),
      ledgerChecked: found !== null,
    };
    return nextPhase(checked, 'ledger');
  },
  orders: compareOrders,
  surplus: findSurplusOrders,
  subscriptions: compareSubscriptions,
  kommo: checkKommo,
};

/** Without FastSpring the rest is still compared. */
async function takeStep(run: ComparisonRun, progress: Progress): Promise<Progress | 'later'> {
  const { phase } = progress;
  if (phase === 'verdict') return progress;
  try {
    return await steps[phase](run, progress);
  } catch (error) {
    if (run.signal.aborted || !(error instanceof FastspringError)) throw error;
    const problem = historyProblemOf(error);
    if (problem === 'over_limit' || problem === 'unreachable') return 'later';
    return nextPhase({ ...progress, problem, fastspring: null }, 'subscriptions');
  }
}

async function judge(run: ComparisonRun, progress: Progress): Promise<Comparison | 'later'> {
  try {
    return await reachVerdict(run, progress);
  } catch (error) {
    if (run.signal.aborted || !(error instanceof FastspringError)) throw error;
    return 'later';
  }
}

async function goOnLater(run: ComparisonRun): Promise<null> {
  const { accountId, database, now } = run;
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: { comparisonAt: new Date(now() + goOnAfter) },
  });
  return null;
}

async function saveProgress({ accountId, database }: ComparisonRun, progress: Progress): Promise<void> {
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: { progress: { ...progress, periods: [...progress.periods], differences: [...progress.differences] } },
  });
}

async function finish(run: ComparisonRun, comparison: Comparison): Promise<void> {
  const { account, accountId, database, now } = run;
  await database.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`
      UPDATE "reconciliations" SET "progress" = NULL, "comparison" = ${JSON.stringify(comparison)}::jsonb,
        "comparison_at" = ${new Date(nextNight(now(), account.timeZone))}
      WHERE "account_id" = ${accountId}::uuid`;
    await transaction.reconciliationListed.deleteMany({ where: { accountId } });
  });
}
