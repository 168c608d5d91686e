import type { KommoLead, LeadChange } from '../../kommo/api/api.ts';
import type { PriceKind } from '../../rules/planning/price.ts';
import { notMovedText } from '../../texts/not-moved-text.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { attempt, readOrFail } from '../effects/attempt.ts';
import { effectBatches } from '../effects/batches.ts';
import { isFields, isLedgerFields, isMove, type PendingLeadChange } from '../effects/pending-effect.ts';
import { markDone, markFailed, markSkipped } from '../effects/states.ts';
import type { MoveDecision } from './decide-in-order.ts';
import { type AskedOfLead, decideMoves } from './decide-moves.ts';
import { foldLeadChanges } from './fold-lead-changes.ts';
import { leadGone } from './gone-leads.ts';
import { type LeadOutcome, storeLeadOutcomes } from './known-leads.ts';
import { settleLeadRefusal } from './lead-refusal.ts';
import { fillLedgerFields, rememberWritten } from './ledger-fields.ts';
import { withoutOvertaken } from './overtaken-values.ts';
import { priceKindOf } from './whole-prices.ts';

/** The change to write to one lead, and the effects that it completes. */
interface LeadWork {
  readonly leadId: number;
  readonly lead: KommoLead;
  readonly change: LeadChange | null;
  readonly effects: readonly PendingLeadChange[];
  /** of the effect that was sent most often */
  readonly attempts: number;
}

/**
 * Writes stages, prices, tags and fields to their leads: reads the leads, leaves out changes that are forbidden or
 * unnecessary, and sends one PATCH for many leads. Repeating it is harmless, so nothing has to be searched for.
 * @param effects in the order of their facts
 * @throws as attempt.ts
 */
export async function changeLeads(context: DeliveryContext, effects: readonly PendingLeadChange[]): Promise<void> {
  if (effects.length === 0) return;
  const { current, overtaken } = await withoutOvertaken(context.prisma, effects);
  await markSkipped(context.prisma, overtaken, 'A later payment has written its value already');
  const asked = await readLeads(context, await fillLedgerFields(context, current));
  const decisions = await decideMoves(context, asked);
  await skipMoves(context, current, decisions);
  const priceKind = await priceKindOf(context.prisma, context.accountId);
  const works = asked.map(({ reading, effects }) => foldWork(reading.lead, effects, decisions, priceKind));
  await settleUnchanged(
    context,
    works.filter((work) => work.change === null),
  );
  await rememberMadeMoves(context, works);
  for (const batch of effectBatches(works.filter((work) => work.change !== null))) {
    await sendChanges(context, batch);
    if (context.signal.aborted) return;
  }
}

async function readLeads(
  context: DeliveryContext,
  effects: readonly PendingLeadChange[],
): Promise<readonly AskedOfLead[]> {
  if (effects.length === 0) return [];
  // A token that may not read leads cannot change them either.
  const readings = await readOrFail(context, effects, () => context.leads.read(effects.map(({ leadId }) => leadId)));
  if (readings === null) return [];
  const asked: AskedOfLead[] = [];
  for (const [leadId, ofLead] of Map.groupBy(effects, (effect) => effect.leadId)) {
    const reading = readings.get(leadId);
    if (reading === undefined || reading.lead.is_deleted) {
      const [fields, others] = [ofLead.filter(isLedgerFields), ofLead.filter((effect) => !isLedgerFields(effect))];
      await markSkipped(context.prisma, fields, leadGone);
      await markFailed(context.prisma, others, leadGone);
    } else if (reading.problem !== null) {
      await markFailed(context.prisma, ofLead, reading.problem);
    } else {
      asked.push({ reading, effects: ofLead });
    }
  }
  return asked;
}

async function skipMoves(
  context: DeliveryContext,
  effects: readonly PendingLeadChange[],
  decisions: ReadonlyMap<string, MoveDecision>,
): Promise<void> {
  for (const effect of effects) {
    const decision = decisions.get(effect.id);
    if (decision?.kind === 'skip') {
      await markSkipped(context.prisma, [effect], notMovedText(decision.reason, context.account.language));
    }
  }
}

function foldWork(
  lead: KommoLead,
  effects: readonly PendingLeadChange[],
  decisions: ReadonlyMap<string, MoveDecision>,
  priceKind: PriceKind,
): LeadWork {
  const allowed = effects.flatMap((effect): PendingLeadChange[] => {
    if (!isMove(effect)) return [effect];
    const decision = decisions.get(effect.id);
    if (decision?.kind !== 'stage') return [];
    return [{ ...effect, content: { ...effect.content, pipelineId: decision.pipelineId } }];
  });
  return {
    leadId: lead.id,
    lead,
    change: foldLeadChanges(lead, allowed, priceKind),
    effects: allowed,
    attempts: Math.max(0, ...allowed.map((effect) => effect.attempts)),
  };
}

async function settleUnchanged(context: DeliveryContext, works: readonly LeadWork[]): Promise<void> {
  // An effect that was sent before has most likely brought the lead into its current state: that change was ours.
  const outcomes = works.map(({ lead, effects }) => {
    const changedAt = effects.some((effect) => effect.sentAt !== null) ? lead.updated_at : null;
    const stage = { pipelineId: lead.pipeline_id, statusId: lead.status_id };
    return outcomeOf(lead, effects, { ...stage, changedAt, moved: wasMoved(effects) });
  });
  await storeDone(context, works, outcomes);
}

/**
 * Moves that an attempt made whose answer was lost, of leads that need another change by now: its answer no longer shows
 * the move. Unremembered, it would count as a person's once somebody edits the lead.
 */
async function rememberMadeMoves(context: DeliveryContext, works: readonly LeadWork[]): Promise<void> {
  const made = works.filter(
    ({ change, effects }) => change !== null && change.status_id === undefined && wasMoved(effects),
  );
  if (made.length === 0) return;
  const outcomes = made.map(({ lead }) =>
    outcomeOf(lead, [], {
      pipelineId: lead.pipeline_id,
      statusId: lead.status_id,
      changedAt: lead.updated_at,
      moved: true,
    }),
  );
  await storeLeadOutcomes(context.prisma, context.accountId, outcomes);
}

function wasMoved(effects: readonly PendingLeadChange[]): boolean {
  return effects.some((effect) => isMove(effect) && effect.sentAt !== null);
}

async function sendChanges(context: DeliveryContext, works: readonly LeadWork[]): Promise<void> {
  const changes = works.flatMap(({ change }) => (change === null ? [] : [change]));
  const outcome = await attempt(
    context,
    works.flatMap((work) => work.effects),
    () => context.kommo.updateLeads(changes),
  ).finally(() => context.leads.forget(works.map((work) => work.leadId)));
  if (outcome.kind === 'settled') return;
  const sent = Map.groupBy(outcome.effects, (effect) => effect.leadId);
  const sentWorks = works.map((work) => ({ ...work, effects: sent.get(work.leadId) ?? [] }));
  if (outcome.kind === 'refused') return settleLeadRefusal(context, sentWorks, outcome.refusal);
  const updatedAt = new Map(outcome.answer.map((updated) => [updated.id, updated.updated_at]));
  const outcomes = sentWorks.map(({ lead, change, effects }) =>
    outcomeOf(lead, effects, {
      pipelineId: change?.pipeline_id ?? lead.pipeline_id,
      statusId: change?.status_id ?? lead.status_id,
      changedAt: updatedAt.get(lead.id) ?? null,
      moved: change?.status_id !== undefined,
    }),
  );
  await storeDone(context, sentWorks, outcomes);
}

async function storeDone(
  context: DeliveryContext,
  works: readonly LeadWork[],
  outcomes: readonly LeadOutcome[],
): Promise<void> {
  const effects = works.flatMap((work) => work.effects);
  if (effects.length === 0) return;
  const overtaken = works.flatMap((work) => work.effects.filter(isMove).slice(0, -1));
  const done = effects.filter((effect) => !overtaken.some((move) => move.id === effect.id));
  await context.prisma.$transaction(async (transaction) => {
    await storeLeadOutcomes(transaction, context.accountId, outcomes);
    await markDone(
      transaction,
      done.map((effect) => ({ ...effect, kommoId: null, remark: remarkOn(effect) })),
      context.now(),
    );
    await rememberWritten(transaction, done);
    await markSkipped(transaction, overtaken, 'A later payment moved the lead at the same time');
  });
}

function remarkOn(effect: PendingLeadChange): string | null {
  return isFields(effect) ? (effect.content.leftOut?.reason ?? null) : null;
}

function outcomeOf(
  lead: KommoLead,
  effects: readonly PendingLeadChange[],
  result: Pick<LeadOutcome, 'pipelineId' | 'statusId' | 'changedAt' | 'moved'>,
): LeadOutcome {
  const move = effects.findLast(isMove);
  return {
    leadId: lead.id,
    ...result,
    movedBy: move === undefined ? null : { key: move.factKey, at: move.occurredAt },
  };
}
