import type { KommoLead, KommoPipeline } from '../../kommo/api/api.ts';
import { guardStage, type LeadMemory, type StageGuardInput } from '../../rules/stage-guard.ts';
import type { NotMovedReason } from '../../texts/not-moved-text.ts';
import type { PendingMove } from '../effects/pending-effect.ts';

export type MoveDecision =
  /** the lead belongs there; it may already be there */
  | { readonly kind: 'stage'; readonly pipelineId: number; readonly statusId: number }
  | { readonly kind: 'skip'; readonly reason: NotMovedReason };

/** Decides one lead's moves in the order of their facts, each as if the earlier moves had been carried out. */
export function decideInOrder(
  leadNow: KommoLead,
  memoryNow: LeadMemory,
  moves: readonly PendingMove[],
  pipelines: readonly KommoPipeline[],
  statusChanges: StageGuardInput['statusChanges'],
): readonly (MoveDecision | 'ask_history')[] {
  let lead = leadNow;
  let memory = memoryNow;
  return moves.map(({ content, factKey, occurredAt: factAt }) => {
    const guarded = guardStage({ move: { ...content, factKey, factAt }, lead, memory, pipelines, statusChanges });
    if (guarded.decision === 'ask_history') return 'ask_history';
    if (guarded.decision === 'skip' && guarded.reason.code !== 'alreadyThere') {
      return { kind: 'skip', reason: guarded.reason };
    }
    const stage = { pipelineId: content.pipelineId ?? lead.pipeline_id, statusId: content.statusId };
    lead = { ...lead, pipeline_id: stage.pipelineId, status_id: stage.statusId };
    memory = {
      ...memory,
      movedByFactAt: factAt,
      movedByFactKey: factKey,
      seenBefore: memory.seenBefore && { ...memory.seenBefore, ...stage },
    };
    return { kind: 'stage', ...stage };
  });
}
