import type { EffectContent } from '../../rules/planning/effect.ts';

/** An effect that is on its way to Kommo. Times are ms. */
export interface PendingEffect<Content extends EffectContent = EffectContent> {
  /** of its row */
  readonly id: string;
  readonly key: string;
  readonly factKey: string;
  readonly leadId: number;
  readonly occurredAt: number;
  readonly content: Content;
  /** how often it was sent before */
  readonly attempts: number;
  /** when it was last sent; null if it was never sent, or certainly refused */
  readonly sentAt: number | null;
}

/**
 * Whether an effect still needs work in Kommo, as SQL over the aliases a (account), f (effect). While writing is paused
 * only effects that were sent before do: their outcome is read from Kommo.
 */
export const isStillToDo = `
  f."state" IN ('open', 'sending', 'uncertain') AND (f."state" <> 'open' OR a."writing_paused_at" IS NULL)`;

type OfKind<Kind extends EffectContent['kind']> = PendingEffect<Extract<EffectContent, { kind: Kind }>>;
export type PendingNote = OfKind<'note'>;
export type PendingTask = OfKind<'task'>;
export type PendingTaskCompletion = OfKind<'complete_task'>;
export type PendingTextErasure = OfKind<'erase_text'>;
export type PendingMove = OfKind<'move'>;
export type PendingLeadChange = OfKind<'move' | 'price' | 'tags' | 'fields' | 'ledger_fields'>;

export function isNote(effect: PendingEffect): effect is PendingNote {
  return effect.content.kind === 'note';
}

export function isTask(effect: PendingEffect): effect is PendingTask {
  return effect.content.kind === 'task';
}

export function isTaskCompletion(effect: PendingEffect): effect is PendingTaskCompletion {
  return effect.content.kind === 'complete_task';
}

export function isTextErasure(effect: PendingEffect): effect is PendingTextErasure {
  return effect.content.kind === 'erase_text';
}

export function isLedgerFields(effect: PendingEffect): effect is OfKind<'ledger_fields'> {
  return effect.content.kind === 'ledger_fields';
}

/** Whether it writes lead fields. */
export function isFields(effect: PendingEffect): effect is OfKind<'fields' | 'ledger_fields'> {
  return effect.content.kind === 'fields' || effect.content.kind === 'ledger_fields';
}

export function isMove(effect: PendingEffect): effect is PendingMove {
  return effect.content.kind === 'move';
}

/** Whether it becomes part of a lead's PATCH. Sending it twice is harmless. */
export function isLeadChange(effect: PendingEffect): effect is PendingLeadChange {
  return ['move', 'price', 'tags', 'fields', 'ledger_fields'].includes(effect.content.kind);
}
