import type { Transaction } from '../database/database.ts';
import { isolateFailures, reasonOfFailure } from '../delivery/isolate-failures.ts';
import { askForLedgerFields, leadsOfCustomers, showsLedger } from '../delivery/ledger-fields.ts';
import type { Effect } from '../rules/effect.ts';
import { planEffects } from '../rules/plan.ts';
import { planTaskCompletions } from './complete-settled.ts';
import { reportOf } from './error-report.ts';
import { createFactLeads } from './fact-leads.ts';
import type { AccountRun } from './run.ts';
import { unlessRefused } from './set-aside.ts';
import { readUnplannedFacts, type UnplannedFact } from './unplanned-facts.ts';

interface Plan {
  readonly unplanned: UnplannedFact;
  /** null when it failed */
  readonly leadId: number | null;
  readonly effects: readonly Effect[];
  /** why it failed, for the event log */
  readonly problem: string | null;
}

/**
 * Asks the rules what Kommo should look like because of facts whose customers have a lead, and stores it with the facts'
 * leads. A fact for which that fails is set aside with its event and holds up no other.
 * @returns whether there was anything to plan
 */
export async function planDueEffects(run: AccountRun): Promise<boolean> {
  const unplanned = await readUnplannedFacts(run.prisma, run.accountId);
  const facts = unplanned.filter(({ factKey }) => !run.setAside.has(factKey));
  if (facts.length === 0) return false;
  const leadOf = await createFactLeads(run, facts);
  const plans = facts.map((fact) => planOrSetAside(run, fact, leadOf));
  await isolateFailures(
    plans,
    (some) => storePlans(run, some),
    (plan, error) => setAside(run, plan, error),
  );
  return true;
}

type LeadOfFact = Awaited<ReturnType<typeof createFactLeads>>;

function planOrSetAside(run: AccountRun, unplanned: UnplannedFact, leadOf: LeadOfFact): Plan {
  try {
    return planFact(run, unplanned, leadOf);
  } catch (error) {
    report(run, unplanned, error);
    return failed(unplanned, reasonOfFailure(error));
  }
}

/** Facts of the past, and what was reported before, are shown on their lead and do nothing there. */
function planFact(run: AccountRun, unplanned: UnplannedFact, leadOf: LeadOfFact): Plan {
  const { fact, customerId } = unplanned;
  const lead = fact === null ? null : leadOf(fact, customerId);
  if (fact === null || lead === null) return failed(unplanned, null);
  if (lead.problem !== null) return failed(unplanned, lead.problem);
  const isNews = !(unplanned.historical || unplanned.reportedBefore);
  const effects = isNews ? planEffects({ fact, settings: run.settings, account: run.account, lead }) : [];
  return { unplanned, leadId: lead.id, effects, problem: null };
}

function failed(unplanned: UnplannedFact, problem: string | null): Plan {
  return { unplanned, leadId: null, effects: [], problem };
}

/** In one transaction: a fact counts as planned with its effects, or not at all. */
async function storePlans(run: AccountRun, plans: readonly Plan[]): Promise<void> {
  const { accountId, settings } = run;
  await run.prisma.$transaction(async (transaction) => {
    const effects = plans.flatMap((plan) => plan.effects);
    await storeEffects(transaction, accountId, effects, run.now());
    const planned = plans.flatMap(({ unplanned }) => unplanned.fact ?? []);
    await storeEffects(transaction, accountId, await planTaskCompletions(transaction, run, planned), run.now());
    await markPlanned(transaction, accountId, plans, run.now());
    if (showsLedger(settings.fields)) {
      const loud = plans.filter(({ unplanned }) => !unplanned.silent);
      const customerIds = loud.map(({ unplanned }) => unplanned.customerId);
      const leadIds = await leadsOfCustomers(transaction, accountId, customerIds);
      await askForLedgerFields(transaction, accountId, leadIds, run.now());
    }
    for (const { unplanned, leadId, problem } of plans) {
      if (leadId !== null) continue;
      await transaction.event.updateMany({
        where: { id: unplanned.eventRowId },
        data: {
          state: 'failed',
          reason: problem === null ? { code: 'notPlanned' } : { code: 'setAside', detail: problem },
        },
      });
    }
  });
}

/** What cannot even be marked as set aside waits for the next run. */
async function setAside(run: AccountRun, { unplanned }: Plan, error: unknown): Promise<void> {
  report(run, unplanned, error);
  run.setAside.add(unplanned.factKey);
  const plan = { ...failed(unplanned, reasonOfFailure(error)), unplanned: { ...unplanned, fact: null, silent: true } };
  await unlessRefused(() => storePlans(run, [plan]));
}

function report({ accountId, log }: AccountRun, { factKey }: UnplannedFact, error: unknown): void {
  log.error({ ...reportOf(error), accountId, factKey }, 'a fact could not be planned');
}

/**
 * An effect that is there already, by whatever repetition, stays as it is; so does one that was done on the lead on
 * which its customer was before. A completion goes with its task, wherever that is.
 */
async function storeEffects(
  transaction: Transaction,
  accountId: string,
  effects: readonly Effect[],
  now: number,
): Promise<void> {
  const done = await transaction.effect.findMany({
    where: { accountId, factKey: { in: effects.map(({ factKey }) => factKey) }, state: { in: sentStates } },
    select: { factKey: true, kind: true, leadId: true },
  });
  const isDoneElsewhere = (effect: Effect) =>
    effect.content.kind !== 'complete_task' &&
    done.some(
      ({ factKey, kind, leadId }) =>
        factKey === effect.factKey && kind === effect.content.kind && Number(leadId) !== effect.leadId,
    );
  const toDo = effects.filter((effect) => !isDoneElsewhere(effect));
  await transaction.effect.createMany({
    data: toDo.map((effect) => ({
      accountId,
      key: effect.key,
      factKey: effect.factKey,
      leadId: effect.leadId,
      kind: effect.content.kind,
      content: { ...effect.content },
      occurredAt: new Date(effect.occurredAt),
      nextAttempt: new Date(now),
      createdAt: new Date(now),
    })),
    skipDuplicates: true,
  });
}

/** of effects that happened, or may have */
const sentStates = ['sending', 'uncertain', 'done'];

async function markPlanned(
  transaction: Transaction,
  accountId: string,
  plans: readonly Plan[],
  now: number,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "facts" SET "planned_at" = ${new Date(now)}, "lead_id" = p."lead_id"
    FROM unnest(${plans.map(({ unplanned }) => unplanned.factKey)}::text[], ${plans.map(({ leadId }) => leadId)}::bigint[])
      AS p("fact_key", "lead_id")
    WHERE "facts"."account_id" = ${accountId}::uuid AND "facts"."fact_key" = p."fact_key"`;
}
