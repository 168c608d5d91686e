/**
 * An effect is one change that a fact causes in Kommo. Its key makes it happen only once, after any repetition:
 * `{fact key}|{lead id}|{kind}`.
 */
export interface Effect {
  readonly key: string;
  readonly factKey: string;
  readonly leadId: number;
  /** ms; effects of one lead are delivered in this order */
  readonly occurredAt: number;
  readonly content: EffectContent;
}

/** The key under which an effect of this kind happens once for this fact and lead. */
export function effectKey(factKey: string, leadId: number, kind: EffectContent['kind']): string {
  return `${factKey}|${leadId}|${kind}`;
}

export type EffectContent =
  | NoteContent
  | MoveContent
  | TaskContent
  | CompleteTaskContent
  | PriceContent
  | TagsContent
  | FieldsContent
  | LedgerFieldsContent
  | EraseTextContent;

interface NoteContent {
  readonly kind: 'note';
  readonly text: string;
}

interface MoveContent {
  readonly kind: 'move';
  /** null: the lead's pipeline at the time of the move */
  readonly pipelineId: number | null;
  readonly statusId: number;
  /** may go backwards or leave a closed stage */
  readonly reopen: boolean;
}

interface TaskContent {
  readonly kind: 'task';
  readonly typeId: number;
  readonly text: string;
  /** Unix s */
  readonly dueAt: number;
}

/** Closes the open task of an earlier fact, because its matter is settled. */
interface CompleteTaskContent {
  readonly kind: 'complete_task';
  /** the key of the effect that created the task */
  readonly taskEffectKey: string;
  readonly result: string;
}

/** Replaces the text of a note or task about a person who was erased since. */
interface EraseTextContent {
  readonly kind: 'erase_text';
  /** the key of the effect that wrote it */
  readonly textEffectKey: string;
}

interface PriceContent {
  readonly kind: 'price';
  /** decimal string in the account's currency */
  readonly price: string;
  readonly currency: string;
}

interface TagsContent {
  readonly kind: 'tags';
  readonly tags: readonly string[];
}

export interface FieldsContent {
  readonly kind: 'fields';
  readonly values: readonly LeadFieldValue[];
  readonly leftOut?: LeftOut | undefined;
}

/** The fields that Kommo refused, so that the others are written without them. */
type LeftOut = {
  readonly fieldIds: readonly number[];
  /** for the event log */
  readonly reason: string;
};

export type LeadFieldValue = {
  readonly fieldId: number;
  /** null empties the field */
  readonly value: string | number | null;
};

/**
 * Brings the fields that show the ledger up to date. Each lead has one such effect, which is requested again whenever
 * its customers' data changes. The values are read from the ledger at the moment of writing, so that no order of events
 * and no repetition leaves an older value.
 */
export interface LedgerFieldsContent {
  readonly kind: 'ledger_fields';
  /** the values written last */
  readonly values: readonly LeadFieldValue[];
  /**
   * The values written last, if only these may be overwritten: a value that a person has entered since stays. Omitted
   * if the fields must show the ledger regardless of their current values.
   */
  readonly unlessChanged?: readonly LeadFieldValue[] | undefined;
  readonly leftOut?: LeftOut | undefined;
}
