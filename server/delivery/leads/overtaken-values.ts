import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { type EffectContent, effectContentSchema } from '../../rules/planning/effect.ts';
import type { PendingLeadChange } from '../effects/pending-effect.ts';

const rowSchema = z.object({ id: z.string(), content: effectContentSchema });

/**
 * Removes prices and fields that newer facts have already written: an effect that is late, or was uncertain for long,
 * must not overwrite a newer value with an older one. Stages have their own guard, and tags only add up.
 * @returns the effects to carry out, and those with nothing left to write
 */
export async function withoutOvertaken(
  prisma: PrismaClient,
  effects: readonly PendingLeadChange[],
): Promise<{ readonly current: readonly PendingLeadChange[]; readonly overtaken: readonly PendingLeadChange[] }> {
  const newer = await readNewer(prisma, effects);
  const current: PendingLeadChange[] = [];
  const overtaken: PendingLeadChange[] = [];
  for (const effect of effects) {
    const left = leftOf(effect, newer.get(effect.id) ?? []);
    if (left === null) overtaken.push(effect);
    else current.push(left);
  }
  return { current, overtaken };
}

/** The contents of newer effects of the same lead and kind that are done, by the id of the effect that they overtook. */
async function readNewer(
  prisma: PrismaClient,
  effects: readonly PendingLeadChange[],
): Promise<ReadonlyMap<string, readonly EffectContent[]>> {
  const ids = effects
    .filter(({ content }) => content.kind === 'price' || content.kind === 'fields')
    .map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await readRows(prisma, rowSchema)`
    SELECT e."id"::text, newer."content" FROM "effects" e JOIN "effects" newer
      ON newer."account_id" = e."account_id" AND newer."lead_id" = e."lead_id" AND newer."kind" = e."kind"
      AND newer."state" = 'done' AND newer."kind" IN ('price', 'fields')
      AND (newer."occurred_at", newer."key") > (e."occurred_at", e."key")
    WHERE e."id" = ANY(${ids}::uuid[])`;
  const grouped = Map.groupBy(rows, ({ id }) => id);
  return new Map([...grouped].map(([id, found]) => [id, found.map(({ content }) => content)]));
}

function leftOf(effect: PendingLeadChange, newer: readonly EffectContent[]): PendingLeadChange | null {
  const { content } = effect;
  if (newer.length === 0) return effect;
  if (content.kind !== 'fields') return null;
  const written = new Set(
    newer.flatMap((other) => (other.kind === 'fields' ? other.values.map(({ fieldId }) => fieldId) : [])),
  );
  const values = content.values.filter(({ fieldId }) => !written.has(fieldId));
  return values.length === 0 ? null : { ...effect, content: { ...content, values } };
}
