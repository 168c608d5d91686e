import type { KommoPipeline } from '../../kommo/api/api.ts';
import { KommoForbidden, KommoRefused } from '../../kommo/requests/errors.ts';
import type { StageGuardInput } from '../../rules/stage-guard.ts';
import type { NotMovedReason } from '../../texts/not-moved-text.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { isMove, type PendingLeadChange, type PendingMove } from '../effects/pending-effect.ts';
import { decideInOrder, type MoveDecision } from './decide-in-order.ts';
import { readOwnMoves } from './known-leads.ts';
import type { LeadReading } from './lead-reader.ts';

/** The effects for one lead that was just read, in the order of their facts. */
export interface AskedOfLead {
  readonly reading: LeadReading;
  readonly effects: readonly PendingLeadChange[];
}

/** Reasons that may only mean that the remembered pipelines are outdated. */
const perhapsStale: ReadonlySet<NotMovedReason['code']> = new Set([
  'unknownPipeline',
  'unknownStage',
  'currentStageUnknown',
]);

/**
 * Decides for every pending move whether it is still right, each as if the earlier ones of its lead had been carried
 * out. The history of the leads in question is read once for all of them, and the pipelines again if they seem
 * outdated.
 * @returns the decisions by effect id
 */
export async function decideMoves(
  context: DeliveryContext,
  asked: readonly AskedOfLead[],
): Promise<ReadonlyMap<string, MoveDecision>> {
  const leads = asked
    .map(({ reading, effects }) => ({ reading, moves: effects.filter(isMove) }))
    .filter(({ moves }) => moves.length > 0);
  if (leads.length === 0) return new Map();
  const ownMovesOf = await readOwnMoves(
    context.prisma,
    context.accountId,
    leads.map(({ reading }) => reading.lead.id),
  );
  const decide = (
    pipelines: readonly KommoPipeline[],
    changesOf: (leadId: number) => StageGuardInput['statusChanges'],
  ) =>
    leads.map(({ reading, moves }) => {
      const memory = { ...ownMovesOf(reading.lead.id), seenBefore: reading.seenBefore };
      return { moves, decisions: decideInOrder(reading.lead, memory, moves, pipelines, changesOf(reading.lead.id)) };
    });

  let pipelines = await context.memory.pipelines(context.accountId);
  let decided = decide(pipelines, () => 'not_read');
  if (decided.some(({ decisions }) => decisions.some(isPerhapsStale))) {
    pipelines = await context.memory.pipelines(context.accountId, 'fresh');
    decided = decide(pipelines, () => 'not_read');
  }
  const unclear = decided.filter(({ decisions }) => decisions.includes('ask_history')).flatMap(({ moves }) => moves);
  if (unclear.length > 0) decided = decide(pipelines, await readStatusChanges(context, unclear));
  return new Map(
    decided.flatMap(({ moves, decisions }) =>
      moves.flatMap((move, index) => {
        const decision = decisions[index];
        return decision === undefined || decision === 'ask_history' ? [] : [[move.id, decision] as const];
      }),
    ),
  );
}

/** The leads' stage changes since the earliest fact. */
async function readStatusChanges(
  context: DeliveryContext,
  moves: readonly PendingMove[],
): Promise<(leadId: number) => StageGuardInput['statusChanges']> {
  const leadIds = [...new Set(moves.map((move) => move.leadId))];
  const since = Math.floor(Math.min(...moves.map((move) => move.occurredAt)) / 1000);
  const changes = await context.kommo.listStatusChanges(leadIds, since).catch((error: unknown) => {
    if (error instanceof KommoForbidden || error instanceof KommoRefused) return 'unknown' as const;
    throw error;
  });
  if (changes === 'unknown') return () => 'unknown';
  const asked = new Set(leadIds);
  return (leadId) => (asked.has(leadId) ? changes.filter((change) => change.entity_id === leadId) : 'not_read');
}

function isPerhapsStale(decision: MoveDecision | 'ask_history'): boolean {
  return decision !== 'ask_history' && decision.kind === 'skip' && perhapsStale.has(decision.reason.code);
}
