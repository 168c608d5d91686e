import { z } from 'zod';

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

const leadFieldValue = z
  .object({
    fieldId: z.number(),
    /** null empties the field */
    value: z.union([z.string(), z.number(), z.null()]),
  })
  .readonly();

const leadFieldValues = z.array(leadFieldValue).readonly();

/** The fields that Kommo refused, so that the others are written without them. */
const leftOut = z
  .object({
    fieldIds: z.array(z.number()).readonly(),
    /** for the event log */
    reason: z.string(),
  })
  .readonly()
  .optional();

/** The `content` column of an effect; content of an older version that this one cannot read is rejected. */
export const effectContentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), text: z.string() }),
  z.object({
    kind: z.literal('move'),
    /** null: the lead's pipeline at the time of the move */
    pipelineId: z.number().nullable(),
    statusId: z.number(),
    /** may go backwards or leave a closed stage */
    reopen: z.boolean(),
  }),
  z.object({
    kind: z.literal('task'),
    typeId: z.number(),
    text: z.string(),
    /** Unix s */
    dueAt: z.number(),
  }),
  /** Closes the open task of an earlier fact, because its matter is settled. */
  z.object({
    kind: z.literal('complete_task'),
    /** the key of the effect that created the task */
    taskEffectKey: z.string(),
    result: z.string(),
  }),
  /** Replaces the text of a note or task about a person who was erased since. */
  z.object({
    kind: z.literal('erase_text'),
    /** the key of the effect that wrote it */
    textEffectKey: z.string(),
  }),
  z.object({
    kind: z.literal('price'),
    /** decimal string in the account's currency */
    price: z.string(),
    currency: z.string(),
  }),
  z.object({ kind: z.literal('tags'), tags: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('fields'), values: leadFieldValues, leftOut }),
  /**
   * Brings the fields that show the ledger up to date. Each lead has one such effect, which is requested again whenever
   * its customers' data changes. The values are read from the ledger at the moment of writing, so that no order of
   * events and no repetition leaves an older value.
   */
  z.object({
    kind: z.literal('ledger_fields'),
    /** the values written last */
    values: leadFieldValues,
    /**
     * The values written last, if only these may be overwritten: a value that a person has entered since stays. Omitted
     * if the fields must show the ledger regardless of their current values.
     */
    unlessChanged: leadFieldValues.optional(),
    leftOut,
  }),
]);

export type LeadFieldValue = z.infer<typeof leadFieldValue>;
export type EffectContent = Readonly<z.infer<typeof effectContentSchema>>;
export type LedgerFieldsContent = Extract<EffectContent, { kind: 'ledger_fields' }>;
