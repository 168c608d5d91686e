import type { Transaction } from '../database/database.ts';
import { askForLedgerFields, leadsOfCustomers, showsLedger } from '../delivery/ledger-fields.ts';
import type { Effect } from '../rules/effect.ts';
import { planEffects } from '../rules/plan.ts';
import { planTaskCompletions } from './complete-settled.ts';
import { reportOf } from './error-report.ts';
import { createFactLeads } from './fact-leads.ts';
import type { AccountRun } from './run.ts';
import { readUnplannedFacts, type UnplannedFact } from './unplanned-facts.ts';

interface Plan {
  readonly factKey: string;
  /** null when it failed */
  readonly leadId: number | null;
  readonly effects: readonly Effect[];
}

/**
 * Asks the rules what Kommo should look like because of facts whose customers have a lead, and stores it with the facts'
 * leads in one transaction. A fact for which that fails is set aside with its event and holds up no other.
 * @returns whether there was anything to plan
 */
export async function planDueEffects(run: AccountRun): Promise<boolean> {
  const facts = await readUnplannedFacts(run.prisma, run.accountId);
  if (facts.length === 0) return false;
  const leadOf = await createFactLeads(run, facts);
  const plans = facts.map((unplanned) => planOrSetAside(run, unplanned, leadOf));
  const failed = facts.filter((_, index) => plans[index]?.leadId === null);
  await run.prisma.$transaction(async (transaction) => {
    await storeEffects(
      transaction,
      run.accountId,
      plans.flatMap(({ effects }) => effects),
      run.now(),
    );
    const planned = facts.flatMap(({ fact }) => fact ?? []);
    await storeEffects(transaction, run.accountId, await planTaskCompletions(transaction, run, planned), run.now());
    await markPlanned(transaction, run.accountId, plans, run.now());
    if (showsLedger(run.settings.fields)) {
      const customerIds = facts.filter(({ silent }) => !silent).map(({ customerId }) => customerId);
      const leadIds = await leadsOfCustomers(transaction, run.accountId, customerIds);
      await askForLedgerFields(transaction, run.accountId, leadIds, run.now());
    }
    if (failed.length === 0) return;
    await transaction.event.updateMany({
      where: { id: { in: failed.map(({ eventRowId }) => eventRowId) } },
      data: { state: 'failed', reason: { code: 'notPlanned' } },
    });
  });
  return true;
}

type LeadOfFact = Awaited<ReturnType<typeof createFactLeads>>;

function planOrSetAside(run: AccountRun, unplanned: UnplannedFact, leadOf: LeadOfFact): Plan {
  try {
    return planFact(run, unplanned, leadOf);
  } catch (error) {
    const { accountId, log } = run;
    log.error({ ...reportOf(error), accountId, factKey: unplanned.factKey }, 'a fact could not be planned');
    return { factKey: unplanned.factKey, leadId: null, effects: [] };
  }
}

/** Facts of the past, and what was reported before, are shown on their lead and do nothing there. */
function planFact(run: AccountRun, unplanned: UnplannedFact, leadOf: LeadOfFact): Plan {
  const { factKey, fact, customerId } = unplanned;
  const lead = fact === null ? null : leadOf(fact, customerId);
  if (fact === null || lead === null) return { factKey, leadId: null, effects: [] };
  const effects =
    unplanned.historical || unplanned.reportedBefore
      ? []
      : planEffects({ fact, settings: run.settings, account: run.account, lead });
  return { factKey, leadId: lead.id, effects };
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
    FROM unnest(${plans.map(({ factKey }) => factKey)}::text[], ${plans.map(({ leadId }) => leadId)}::bigint[])
      AS p("fact_key", "lead_id")
    WHERE "facts"."account_id" = ${accountId}::uuid AND "facts"."fact_key" = p."fact_key"`;
}
