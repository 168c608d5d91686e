import type { KommoLead, KommoPipeline, KommoStatusChange } from '../kommo/api/api.ts';
import { closedStages, incomingStageType } from '../kommo/api/stages.ts';
import { clockTolerance } from '../kommo/limits.ts';
import { unixSeconds } from '../platform/time/units.ts';
import type { NotMovedReason } from '../texts/not-moved-text.ts';

/** A move that a rule asks for. */
export interface WantedMove {
  readonly factKey: string;
  /** ms */
  readonly factAt: number;
  /** null: the lead's current pipeline */
  readonly pipelineId: number | null;
  readonly statusId: number;
  /** may go backwards and leave a closed stage */
  readonly reopen: boolean;
}

/** The remembered data of a lead. Times are ms. */
export interface LeadMemory {
  /** the newest fact that moved it, or found it already in its stage */
  readonly movedByFactAt: number | null;
  readonly movedByFactKey: string | null;
  /** Kommo's `updated_at` after our last write */
  readonly ownUpdateAt: number | null;
  /** Kommo's `updated_at` after each of our own moves since the fact, so that they do not count as a person's */
  readonly ownMovesAt: readonly number[];
  /** our own moves with an unknown outcome (so far): a change to such a stage since then was ours */
  readonly ownAttempts: readonly OwnAttempt[];
  /** the stage from an earlier reading, or as we left it after that; null if there was none */
  readonly seenBefore: { readonly at: number; readonly pipelineId: number; readonly statusId: number } | null;
}

export interface OwnAttempt {
  /** ms, by our clock */
  readonly sentAt: number;
  /** null: the lead's pipeline at that time */
  readonly pipelineId: number | null;
  readonly statusId: number;
}

export interface StageGuardInput {
  readonly move: WantedMove;
  /** as Kommo shows it now */
  readonly lead: KommoLead;
  readonly memory: LeadMemory;
  readonly pipelines: readonly KommoPipeline[];
  /** the lead's stage changes since the fact; `unknown` if Kommo does not show them to this account */
  readonly statusChanges: readonly KommoStatusChange[] | 'not_read' | 'unknown';
}

export type StageDecision =
  | { readonly decision: 'move'; readonly pipelineId: number; readonly statusId: number }
  /**
   * after `alreadyThere` the fact must be remembered as the one that moved the lead, or an older one could follow it
   */
  | { readonly decision: 'skip'; readonly reason: NotMovedReason }
  /** a person may have moved the lead after the fact: read its changes of stage and ask again */
  | { readonly decision: 'ask_history' };

/**
 * Whether an automatic move is still right for the lead as it is now. Never after a newer fact, never over a person who
 * moved it since, and backwards or out of a closed stage only where the rule says so.
 *
 * If Kommo does not show who moved the lead, a change after the fact that may be a person's stops the move, unless the
 * lead is in the stage seen before the fact: a missing move is corrected by hand, but an overridden decision goes
 * unnoticed.
 * `unknownPipeline`, `unknownStage` and `currentStageUnknown` can also mean that `pipelines` is stale.
 */
export function guardStage(input: StageGuardInput): StageDecision {
  const { move, lead } = input;
  const pipelineId = move.pipelineId ?? lead.pipeline_id;
  // An older fact that finds the lead in its wanted stage must not be remembered as the one that moved it, or other
  // older facts would follow.
  const obstacle =
    (lead.is_deleted ? leadDeleted : null) ??
    orderObstacle(input) ??
    presenceObstacle(lead, pipelineId, move.statusId) ??
    targetObstacle(input, pipelineId) ??
    directionObstacle(input, pipelineId);
  if (obstacle !== null) return { decision: 'skip', reason: obstacle };
  return personDecision(input) ?? { decision: 'move', pipelineId, statusId: move.statusId };
}

const leadDeleted: NotMovedReason = { code: 'leadDeleted', params: {} };

function presenceObstacle(lead: KommoLead, pipelineId: number, statusId: number): NotMovedReason | null {
  return isIn(lead, { pipelineId, statusId }) ? { code: 'alreadyThere', params: {} } : null;
}

function targetObstacle({ move, pipelines }: StageGuardInput, pipelineId: number): NotMovedReason | null {
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  if (pipeline === undefined) return { code: 'unknownPipeline', params: { pipelineId } };
  if (pipeline.is_archive) return { code: 'archivedPipeline', params: { pipeline: pipeline.name } };
  if (closedStages.has(move.statusId)) return null;
  const stage = stageOf(pipeline, move.statusId);
  if (stage === undefined) {
    return { code: 'unknownStage', params: { pipeline: pipeline.name, statusId: move.statusId } };
  }
  return stage.type === incomingStageType ? { code: 'incomingStage', params: { stage: stage.name } } : null;
}

function orderObstacle({ move, memory }: StageGuardInput): NotMovedReason | null {
  const { movedByFactAt, movedByFactKey } = memory;
  if (movedByFactAt === null) return null;
  const older = move.factAt < movedByFactAt || (move.factAt === movedByFactAt && move.factKey < (movedByFactKey ?? ''));
  return older ? { code: 'olderFact', params: {} } : null;
}

function directionObstacle({ move, lead, pipelines }: StageGuardInput, pipelineId: number): NotMovedReason | null {
  if (move.reopen) return null;
  if (closedStages.has(lead.status_id)) return { code: 'closed', params: {} };
  if (lead.pipeline_id !== pipelineId || closedStages.has(move.statusId)) return null;
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  const current = stageOf(pipeline, lead.status_id);
  if (current === undefined) return { code: 'currentStageUnknown', params: {} };
  if (current.type === incomingStageType) return null;
  const backwards = (stageOf(pipeline, move.statusId)?.sort ?? 0) < current.sort;
  return backwards ? { code: 'backwards', params: { stage: current.name } } : null;
}

function personDecision(input: StageGuardInput): StageDecision | null {
  const { statusChanges, memory, lead, move } = input;
  if (!personMayHaveMoved(input)) return null;
  if (statusChanges === 'not_read') return { decision: 'ask_history' };
  if (statusChanges === 'unknown') {
    const { seenBefore } = memory;
    const untouched = seenBefore !== null && seenBefore.at <= move.factAt && isIn(lead, seenBefore);
    const leftByUs = memory.ownAttempts.some((own) => leadsTo(own, lead.pipeline_id, lead.status_id));
    return untouched || leftByUs ? null : { decision: 'skip', reason: { code: 'maybeMovedByPerson', params: {} } };
  }
  const moved = statusChanges.some((change) => isByPersonSince(change, move.factAt, memory));
  return moved ? { decision: 'skip', reason: { code: 'movedByPerson', params: {} } } : null;
}

/** Robots are user 0 in Kommo; any other or unknown user may be a person. */
const robot = 0;

function personMayHaveMoved({ move, lead, memory }: StageGuardInput): boolean {
  if (lead.updated_at === lead.created_at || lead.updated_at < unixSeconds(move.factAt)) return false;
  const { ownUpdateAt, seenBefore } = memory;
  const changedByOthers = ownUpdateAt === null || lead.updated_at > unixSeconds(ownUpdateAt);
  const movedUnseen = seenBefore !== null && !isIn(lead, seenBefore);
  return (changedByOthers && lead.updated_by !== robot) || movedUnseen;
}

/** Kommo's times are whole seconds: a move within the second of the fact counts as later. */
function isByPersonSince(change: KommoStatusChange, factAt: number, memory: LeadMemory): boolean {
  if (change.created_by === robot || change.created_at < unixSeconds(factAt)) return false;
  if (memory.ownMovesAt.some((ownMoveAt) => Math.abs(unixSeconds(ownMoveAt) - change.created_at) <= 1)) return false;
  return !memory.ownAttempts.some((own) => mayHaveMade(own, change));
}

function mayHaveMade(own: OwnAttempt, change: KommoStatusChange): boolean {
  if (change.created_at < unixSeconds(own.sentAt) - clockTolerance) return false;
  const stage = change.value_after?.find(({ lead_status }) => lead_status !== undefined)?.lead_status;
  return stage !== undefined && leadsTo(own, stage.pipeline_id, stage.id);
}

function leadsTo(own: OwnAttempt, pipelineId: number, statusId: number): boolean {
  return own.statusId === statusId && (own.pipelineId === null || own.pipelineId === pipelineId);
}

function isIn(lead: KommoLead, stage: { readonly pipelineId: number; readonly statusId: number }): boolean {
  return lead.pipeline_id === stage.pipelineId && lead.status_id === stage.statusId;
}

function stageOf(pipeline: KommoPipeline | undefined, statusId: number) {
  return pipeline?._embedded.statuses.find(({ id }) => id === statusId);
}
