import type { LeadChange } from '../../kommo/api/api.ts';
import type { KommoProblem, KommoRefused } from '../../kommo/requests/errors.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import type { PendingLeadChange } from '../effects/pending-effect.ts';
import { problemsByElement, reasonOf } from '../effects/refusal.ts';
import { markFailed, markUnsent, reopen } from '../effects/states.ts';
import { failEffectsOfDeletedLeads } from './gone-leads.ts';
import { leaveOutFields } from './leave-out-fields.ts';
import { refusesCents, rememberWholePrices } from './whole-prices.ts';

/** One element of the refused request. */
interface RefusedWork {
  readonly change: LeadChange | null;
  readonly effects: readonly PendingLeadChange[];
}

/**
 * The refused parts fail; everything else of the batch is open again, because repeating it is harmless. Of several
 * fields only the refused ones are left out, and a price refused for its cents is sent again without them. If Kommo
 * names no element, the batch is sent in halves.
 */
export async function settleLeadRefusal(
  context: DeliveryContext,
  works: readonly RefusedWork[],
  refusal: KommoRefused,
): Promise<void> {
  // A lead change has no request id: Kommo names it by its index.
  const problems = problemsByElement(
    refusal,
    works.map((_, index) => String(index)),
  );
  const isNamed = problems.some((own) => own.length > 0);
  const refused: PendingLeadChange[] = [];
  for (const [index, work] of works.entries()) {
    const own = problems[index] ?? [];
    const suspects = own.length > 0 ? culpritsAmong(work.effects, own) : works.length === 1 ? work.effects : [];
    const reduced = await leaveOutFields(context, { ...work, effects: suspects }, own, refusal);
    const isForCents = refusesCents(work.change?.price, own);
    if (isForCents) await rememberWholePrices(context.prisma, context.accountId);
    const isRounded = (effect: PendingLeadChange) => isForCents && effect.content.kind === 'price';
    const culprits = suspects.filter((effect) => !reduced.includes(effect) && !isRounded(effect));
    const others = work.effects.filter((effect) => !culprits.includes(effect));
    if (culprits.length > 0) await markFailed(context.prisma, culprits, reasonOf(own, refusal));
    if (own.length === 0 || own.some(({ path }) => path === 'id')) refused.push(...culprits);
    if (isNamed) await markUnsent(context.prisma, others, refusal.message);
    else await reopen(context.prisma, others);
  }
  await failEffectsOfDeletedLeads(context, refused);
  const kinds = refusal.problems.flatMap(refusedKinds);
  if (kinds.includes('move')) await context.memory.pipelines(context.accountId, 'fresh');
  if (kinds.includes('fields')) await context.memory.leadFields(context.accountId, 'fresh');
}

/** The kinds of effect that set each value of the change. */
const kindsByField: ReadonlyMap<string, readonly PendingLeadChange['content']['kind'][]> = new Map([
  ['status_id', ['move']],
  ['pipeline_id', ['move']],
  ['price', ['price']],
  ['tags_to_add', ['tags']],
  ['custom_fields_values', ['fields', 'ledger_fields']],
]);

/** The effects that set the refused values; all effects if Kommo names none of our values. */
function culpritsAmong(
  effects: readonly PendingLeadChange[],
  problems: readonly KommoProblem[],
): readonly PendingLeadChange[] {
  const kinds = problems.flatMap(refusedKinds);
  const culprits = effects.filter((effect) => kinds.includes(effect.content.kind));
  return culprits.length > 0 ? culprits : effects;
}

/** A problem's path may point into a value: `custom_fields_values.0.field_id`. */
function refusedKinds(problem: KommoProblem): readonly PendingLeadChange['content']['kind'][] {
  return kindsByField.get(problem.path.split('.')[0] ?? '') ?? [];
}
