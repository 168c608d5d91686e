import { z } from 'zod';
import type { EffectContent } from '../../rules/planning/effect.ts';

const fieldValuesSchema = z.array(
  z.object({ fieldId: z.number(), value: z.union([z.string(), z.number(), z.null()]) }),
);

const leftOutSchema = z.object({ fieldIds: z.array(z.number()), reason: z.string() }).optional();

/** The `content` column of an effect; content of an older version that this one cannot read is rejected. */
export const effectContentSchema: z.ZodType<EffectContent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), text: z.string() }),
  z.object({ kind: z.literal('move'), pipelineId: z.number().nullable(), statusId: z.number(), reopen: z.boolean() }),
  z.object({ kind: z.literal('task'), typeId: z.number(), text: z.string(), dueAt: z.number() }),
  z.object({ kind: z.literal('complete_task'), taskEffectKey: z.string(), result: z.string() }),
  z.object({ kind: z.literal('erase_text'), textEffectKey: z.string() }),
  z.object({ kind: z.literal('price'), price: z.string(), currency: z.string() }),
  z.object({ kind: z.literal('tags'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('fields'), values: fieldValuesSchema, leftOut: leftOutSchema }),
  z.object({
    kind: z.literal('ledger_fields'),
    values: fieldValuesSchema,
    unlessChanged: fieldValuesSchema.optional(),
    leftOut: leftOutSchema,
  }),
]);
