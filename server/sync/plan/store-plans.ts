import { askForLedgerFields, leadsOfCustomers, showsLedger } from '../../delivery/leads/ledger-fields.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import { holdLedger, ledgerTransaction } from '../../platform/database/ledger-lock.ts';
import { timeOrderedId } from '../../platform/database/time-ordered-id.ts';
import type { Effect } from '../../rules/planning/effect.ts';
import type { AccountRun } from '../run.ts';
import { type UnplannedFact, withoutChanged } from '../unplanned-facts.ts';
import { planTaskCompletions } from './complete-settled.ts';

/** The effects of a fact on its lead in Kommo. */
export interface MadePlan {
  readonly unplanned: UnplannedFact;
  readonly leadId: number;
  readonly effects: readonly Effect[];
  /** another event reported the same, and its effects were planned */
  readonly isRepeat: boolean;
  /** what the rules took the fact's order for; null for other facts, and where no rule asks for it */
  readonly purchase: Purchase | null;
}

export interface FailedPlan {
  readonly unplanned: UnplannedFact;
  /** the reason, for the event log; null if the fact cannot be read or has no lead */
  readonly problem: string | null;
}

export type Plan = MadePlan | FailedPlan;

export function isMade(plan: Plan): plan is MadePlan {
  return 'leadId' in plan;
}

const isFailed = (plan: Plan): plan is FailedPlan => !isMade(plan);

type Store = Pick<AccountRun, 'accountId' | 'now'>;

/** In one transaction: a fact is planned together with its effects, or not at all. */
export async function storePlans(run: AccountRun, allPlans: readonly Plan[]): Promise<void> {
  const { accountId, settings } = run;
  await run.prisma.$transaction(async (transaction) => {
    await holdLedger(transaction, accountId);
    const plans = await withoutErased(transaction, accountId, await stillTrue(transaction, accountId, allPlans));
    const made = plans.filter(isMade);
    const effects = made.flatMap((plan) => plan.effects);
    await storeEffects(transaction, accountId, effects, run.now());
    const loud = plans.filter(({ unplanned }) => !unplanned.silent);
    const planned = loud.flatMap(({ unplanned }) => unplanned.fact ?? []);
    await storeEffects(transaction, accountId, await planTaskCompletions(transaction, run, planned), run.now());
    await markPlanned(transaction, run, made);
    await storeFailures(transaction, run, plans.filter(isFailed));
    if (!showsLedger(settings.fields)) return;
    const customerIds = loud.map(({ unplanned }) => unplanned.customerId);
    const leadIds = await leadsOfCustomers(transaction, accountId, customerIds);
    await askForLedgerFields(transaction, accountId, leadIds, run.now());
  }, ledgerTransaction);
}

/**
 * Since the facts were read, an event may have been recorded that changes one, or a lead may have been found to be gone.
 * They are planned in the next round.
 */
async function stillTrue(
  transaction: Transaction,
  accountId: string,
  plans: readonly Plan[],
): Promise<readonly Plan[]> {
  const facts = plans.map(({ unplanned }) => unplanned);
  const unchanged = new Set(await withoutChanged(transaction, accountId, facts));
  const links = await transaction.customerLead.findMany({
    where: { accountId, removedAt: null, customerId: { in: [...new Set(facts.map(({ customerId }) => customerId))] } },
    select: { customerId: true, leadId: true },
  });
  const linked = new Set(links.map(({ customerId, leadId }) => `${customerId} ${leadId}`));
  return plans.filter(
    (plan) =>
      unchanged.has(plan.unplanned) && (isFailed(plan) || linked.has(`${plan.unplanned.customerId} ${plan.leadId}`)),
  );
}

/** A person may have been erased during the Kommo requests since the facts were read. */
async function withoutErased(
  transaction: Transaction,
  accountId: string,
  plans: readonly Plan[],
): Promise<readonly Plan[]> {
  await holdUpErasures(transaction, accountId);
  const ids = [...new Set(plans.map(({ unplanned }) => unplanned.customerId))];
  const customers = await transaction.customer.findMany({
    where: { accountId, id: { in: ids }, matchState: { not: 'erased' } },
    select: { id: true },
  });
  const kept = new Set(customers.map(({ id }) => id));
  return plans.filter(({ unplanned }) => kept.has(unplanned.customerId));
}

/** The event log shows on their events why nothing happened, and Replay there plans them again. */
export async function storeFailures(transaction: Transaction, run: Store, plans: readonly FailedPlan[]): Promise<void> {
  for (const { unplanned, problem } of plans) {
    await transaction.fact.updateMany({
      where: { accountId: run.accountId, factKey: unplanned.factKey },
      data: { plannedAt: new Date(run.now()), leadId: null },
    });
    await transaction.event.updateMany({
      where: { accountId: run.accountId, id: unplanned.eventRowId },
      data: {
        state: 'failed',
        reason: problem === null ? { code: 'notPlanned' } : { code: 'setAside', detail: problem },
      },
    });
  }
}

/**
 * An effect that already exists, after any kind of repetition, stays as it is. So does an effect that was done on the
 * customer's former lead. A completion goes to the lead of its task.
 */
async function storeEffects(
  transaction: Transaction,
  accountId: string,
  effects: readonly Effect[],
  now: number,
): Promise<void> {
  if (effects.length === 0) return;
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
  if (toDo.length > 0) await insertEffects(transaction, accountId, toDo, now);
}

/** Not Prisma's createMany: it compiles and keeps a plan for each number of rows. */
async function insertEffects(
  transaction: Transaction,
  accountId: string,
  effects: readonly Effect[],
  now: number,
): Promise<void> {
  const rows = effects.map(({ key, factKey, leadId, content, occurredAt }) => ({
    ...{ id: timeOrderedId(), key, fact_key: factKey, lead_id: leadId, kind: content.kind, content },
    occurred_at: new Date(occurredAt),
  }));
  await transaction.$executeRaw`
    INSERT INTO "effects" ("id", "account_id", "key", "fact_key", "lead_id", "kind", "content", "occurred_at", "next_attempt", "created_at")
    SELECT "id", ${accountId}::uuid, "key", "fact_key", "lead_id", "kind", "content", "occurred_at",
      ${new Date(now)}::timestamptz, ${new Date(now)}::timestamptz
    FROM jsonb_populate_recordset(NULL::"effects", ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT ("account_id", "key") DO NOTHING`;
}

/** of effects that happened, or may have happened */
const sentStates = ['sending', 'uncertain', 'done'];

async function markPlanned(transaction: Transaction, run: Store, plans: readonly MadePlan[]): Promise<void> {
  if (plans.length === 0) return;
  const repeats = plans.filter(({ isRepeat }) => isRepeat).map(({ unplanned }) => unplanned.eventRowId);
  if (repeats.length > 0)
    await transaction.event.updateMany({
      where: { accountId: run.accountId, id: { in: repeats } },
      data: { isRepeat: true },
    });
  await transaction.$executeRaw`
    UPDATE "facts" SET "planned_at" = ${new Date(run.now())}, "lead_id" = p."lead_id",
      "purchase" = coalesce("facts"."purchase", p."purchase")
    FROM unnest(${plans.map(({ unplanned }) => unplanned.factKey)}::text[], ${plans.map(({ leadId }) => leadId)}::bigint[],
      ${plans.map(({ purchase }) => purchase)}::text[]) AS p("fact_key", "lead_id", "purchase")
    WHERE "facts"."account_id" = ${run.accountId}::uuid AND "facts"."fact_key" = p."fact_key"`;
  // An event that was set aside because the search for its customer failed now has a lead.
  await transaction.$executeRaw`
    UPDATE "events" e SET "state" = 'recorded', "reason" = NULL
    WHERE e."account_id" = ${run.accountId}::uuid
      AND e."id" = ANY(${plans.map(({ unplanned }) => unplanned.eventRowId)}::bigint[]) AND e."state" = 'failed'
      AND e."reason" ->> 'code' = 'setAside' AND NOT EXISTS (
        SELECT FROM "facts" f WHERE f."account_id" = e."account_id" AND f."fact_key" = ANY(e."fact_keys")
        AND f."lead_id" IS NULL AND f."customer_id" IS NOT NULL)`;
}
