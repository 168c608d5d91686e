import {
  isolateFailures,
  markOrSkip,
  reasonOfFailure,
  unmarkableFor,
} from '../../delivery/effects/isolate-failures.ts';
import type { Fact } from '../../ledger/fact.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import { hasTakenTooLong } from '../../platform/database/failures.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import { readPurchases } from '../../recording/read/read-purchases.ts';
import { askForPurchase } from '../../rules/planning/fitting-rules.ts';
import { planEffects } from '../../rules/planning/plan.ts';
import { createFactLeads } from '../links/fact-leads.ts';
import type { AccountRun } from '../run.ts';
import { haveSettingsChanged } from '../settings-changed.ts';
import { differByMoment, readUnplannedFacts, type UnplannedFact } from '../unplanned-facts.ts';
import { type FailedPlan, isMade, type Plan, storeFailures, storePlans } from './store-plans.ts';

/**
 * Plans by the rules what Kommo should look like for the facts of customers with a lead, and stores it with the facts'
 * leads. If that fails for a fact, it is set aside with its event and does not hold up others.
 * @returns whether there was anything to plan
 */
export async function planDueEffects(run: AccountRun): Promise<boolean> {
  await run.beforePlanning();
  const unplanned = await readUnplannedFacts(run.prisma, run.accountId);
  const facts = unplanned.filter(({ factKey }) => !run.skips.has(`fact ${factKey}`));
  if (facts.length === 0) {
    if (unplanned.length === 0) await clearFactsToPlan(run);
    return false;
  }
  // A payment that arrived after a save must not be planned by the old rules.
  if (await haveSettingsChanged(run)) return true;
  const leadOf = await createFactLeads(run, facts);
  const purchaseOf = await readAskedPurchases(run, facts);
  const plans: Plan[] = [];
  for (const fact of facts) plans.push(planOrSetAside(run, fact, plans, { leadOf, purchaseOf }));
  await isolateFailures(
    plans,
    (some) => storePlans(run, some),
    (plan, error) => setAside(run, plan, error),
  );
  return true;
}

/** All facts of these customers are planned: the sweep need not look at them any more. */
async function clearFactsToPlan({ prisma, accountId }: AccountRun): Promise<void> {
  await prisma.$executeRaw`SELECT clear_facts_to_plan(${accountId}::uuid)`;
}

/** What is known of the facts beside what they state. */
interface Known {
  readonly leadOf: Awaited<ReturnType<typeof createFactLeads>>;
  readonly purchaseOf: (fact: Fact) => Purchase | null;
}

/** Costs a statement, and is stored with the facts: only where a rule asks for it. */
async function readAskedPurchases(run: AccountRun, unplanned: readonly UnplannedFact[]): Promise<Known['purchaseOf']> {
  if (!askForPurchase(run.settings.rules)) return () => null;
  const facts = unplanned.flatMap(({ fact }) => fact ?? []);
  return readPurchases(run.prisma, run.accountId, facts);
}

function planOrSetAside(run: AccountRun, unplanned: UnplannedFact, earlier: readonly Plan[], known: Known): Plan {
  try {
    return planFact(run, unplanned, earlier, known);
  } catch (error) {
    report(run, unplanned, error);
    return failed(unplanned, reasonOfFailure(error));
  }
}

/** Historical facts, and facts reported before, are shown on their lead and do nothing there. */
function planFact(
  run: AccountRun,
  unplanned: UnplannedFact,
  earlier: readonly Plan[],
  { leadOf, purchaseOf }: Known,
): Plan {
  const { fact, factKey, customerId, sameReports } = unplanned;
  const lead = fact === null ? null : leadOf(fact, customerId);
  if (fact === null || lead === null) return failed(unplanned, null);
  if (lead.problem !== null) return failed(unplanned, lead.problem);
  const isReportedNow = earlier.some(
    (plan) =>
      isMade(plan) &&
      plan.effects.length > 0 &&
      (differByMoment(plan.unplanned.factKey, factKey) || sameReports.includes(plan.unplanned.factKey)),
  );
  const isRepeat = unplanned.reportedBefore || isReportedNow;
  const isNews = !(unplanned.historical || unplanned.silent || isRepeat);
  const purchase = purchaseOf(fact);
  const { settings, account } = run;
  const effects = isNews ? planEffects({ fact, settings, account, lead, purchase, now: run.now() }) : [];
  return { unplanned, leadId: lead.id, effects, isRepeat, purchase };
}

function failed(unplanned: UnplannedFact, problem: string | null): FailedPlan {
  return { unplanned, problem };
}

/** What took too long may do so only now: it is tried again in some minutes, and not given up. */
async function setAside(run: AccountRun, { unplanned }: Plan, error: unknown): Promise<void> {
  report(run, unplanned, error);
  if (hasTakenTooLong(error)) return run.skips.skipFor(unmarkableFor, `fact ${unplanned.factKey}`);
  await markOrSkip(run.skips, [`fact ${unplanned.factKey}`], () =>
    storeFailures(run.prisma, run, [failed(unplanned, reasonOfFailure(error))]),
  );
}

function report({ accountId, log }: AccountRun, { factKey }: UnplannedFact, error: unknown): void {
  log.error({ ...reportOf(error), accountId, factKey }, 'a fact could not be planned');
}
