/**
 * An effect is one thing that Kommo should look like because of one fact. Its key makes it happen once, whatever is
 * repeated: `{fact key}|{lead id}|{kind}`.
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
  /** null: the pipeline in which the lead is when the move is carried out */
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

/** Closes the open task that an earlier fact asked for, because what it was about is settled. */
interface CompleteTaskContent {
  readonly kind: 'complete_task';
  /** the key of the effect that made the task */
  readonly taskEffectKey: string;
  readonly result: string;
}

/** Takes the words out of a note or task that was written about a person who was erased since. */
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
 * The fields that show the ledger are to be as the ledger is. One for each lead, asked for again whenever something of
 * its customers changes; what is written is read from the ledger at the moment of writing, so that no order of events
 * and no repetition leaves an older value there.
 */
export interface LedgerFieldsContent {
  readonly kind: 'ledger_fields';
  /** what was written last */
  readonly values: readonly LeadFieldValue[];
  /**
   * What was written last, when only that may be written over: what a person has put into a field since stays. Left out
   * when the fields are to be as the ledger is, whatever stands there.
   */
  readonly unlessChanged?: readonly LeadFieldValue[] | undefined;
  readonly leftOut?: LeftOut | undefined;
}
