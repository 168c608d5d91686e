import type { EffectContent } from '../../rules/planning/effect.ts';

/** An effect that is on its way to Kommo. Times are ms. */
export interface PendingEffect<Content extends EffectContent = EffectContent> {
  readonly accountId: string;
  /** of its row, unique within the account */
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

export const isNote = isOfKind('note');
export const isTask = isOfKind('task');
export const isTaskCompletion = isOfKind('complete_task');
export const isTextErasure = isOfKind('erase_text');
export const isMove = isOfKind('move');
export const isLedgerFields = isOfKind('ledger_fields');
/** Whether it writes lead fields. */
export const isFields = isOfKind('fields', 'ledger_fields');
/** Whether it becomes part of a lead's PATCH. Sending it twice is harmless. */
export const isLeadChange = isOfKind('move', 'price', 'tags', 'fields', 'ledger_fields');

function isOfKind<Kind extends EffectContent['kind']>(...kinds: readonly Kind[]) {
  return (effect: PendingEffect): effect is OfKind<Kind> => kinds.some((kind) => kind === effect.content.kind);
}
