import type { LeadChange } from '../../kommo/api/api.ts';
import type { KommoProblem, KommoRefused } from '../../kommo/requests/errors.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { isFields, type PendingLeadChange } from '../effects/pending-effect.ts';
import { reasonOf } from '../effects/refusal.ts';

/**
 * Removes the fields that Kommo refused from their effects, so that the other fields are written.
 * @returns the effects that still have fields to write; they must be sent again
 */
export async function leaveOutFields(
  { prisma, memory, accountId }: DeliveryContext,
  { change, effects }: { readonly change: LeadChange | null; readonly effects: readonly PendingLeadChange[] },
  problems: readonly KommoProblem[],
  refusal: KommoRefused,
): Promise<readonly PendingLeadChange[]> {
  const refused = refusedFields(change, problems);
  if (refused.length === 0) return [];
  const names = new Map((await memory.leadFields(accountId)).map(({ id, name }) => [id, name]));
  const reduced: PendingLeadChange[] = [];
  for (const effect of effects.filter(isFields)) {
    const { content } = effect;
    const own = content.values.map(({ fieldId }) => fieldId).filter((id) => refused.includes(id));
    if (own.length === content.values.length) continue;
    reduced.push(effect);
    if (own.length === 0) continue;
    const left = `Left out: ${own.map((id) => names.get(id) ?? `#${id}`).join(', ')} (${reasonOf(problems, refusal)})`;
    const leftOut = {
      fieldIds: [...(content.leftOut?.fieldIds ?? []), ...own],
      reason: [content.leftOut?.reason, left].filter(Boolean).join('; '),
    };
    const values = content.values.filter(({ fieldId }) => !own.includes(fieldId));
    await prisma.effect.updateMany({
      where: { accountId, id: effect.id, state: 'sending' },
      data: { content: { ...content, values, leftOut } },
    });
  }
  return reduced;
}

/** The fields named by the problems, by their position in the change. */
function refusedFields(change: LeadChange | null, problems: readonly KommoProblem[]): readonly number[] {
  const ids = problems.map(({ path }) => {
    const [, index] = /^custom_fields_values\.(\d+)(?:\.|$)/.exec(path) ?? [];
    return index === undefined ? undefined : change?.custom_fields_values?.[Number(index)]?.field_id;
  });
  return ids.flatMap((id) => id ?? []);
}
