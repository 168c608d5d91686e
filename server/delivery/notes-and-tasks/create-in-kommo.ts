import type { KommoProblem, KommoRefused } from '../../kommo/requests/errors.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { attempt, becomeUncertain } from '../effects/attempt.ts';
import { effectBatches } from '../effects/batches.ts';
import type { PendingEffect } from '../effects/pending-effect.ts';
import { problemsByElement, reasonOf } from '../effects/refusal.ts';
import { markDone, markFailed } from '../effects/states.ts';
import { failEffectsOfDeletedLeads } from '../leads/gone-leads.ts';

/** How one kind of effect (notes, tasks) is created in Kommo. */
export interface Creation<Effect extends PendingEffect> {
  /** one request; each element's `request_id` is its effect's id; returns Kommo's ids in the order of the effects */
  readonly create: (effects: readonly Effect[]) => Promise<readonly number[]>;
  /** whether an effect refused for these problems will be accepted on a retry; if omitted: never */
  readonly mayRetry?: (problems: readonly KommoProblem[], effect: Effect) => Promise<boolean>;
}

/**
 * Creates notes or tasks that must exist only once, in batches: at least one batch, and more while there is time. Kommo
 * has no idempotency key, so anything that may have been created is searched for before it is sent again.
 * @throws as attempt.ts
 */
export async function createInKommo<Effect extends PendingEffect>(
  context: DeliveryContext,
  effects: readonly Effect[],
  creation: Creation<Effect>,
): Promise<void> {
  for (const batch of effectBatches(effects)) {
    const outcome = await attempt(context, batch, creation.create);
    if (outcome.kind === 'answered') {
      const kommoIds = outcome.answer;
      const done = outcome.effects.map((effect, index) => ({ ...effect, kommoId: kommoIds[index] ?? null }));
      await markDone(context.prisma, done, context.now());
    } else if (outcome.kind === 'refused') {
      await settleRefusal(context, creation, outcome);
    }
    if (context.signal.aborted) return;
  }
}

/**
 * The named elements failed. Whether Kommo creates the rest of a refused batch is not documented, so the rest is
 * searched for before it is sent again, in a smaller batch, because Kommo may have named no element.
 */
async function settleRefusal<Effect extends PendingEffect>(
  context: DeliveryContext,
  creation: Creation<Effect>,
  { effects, refusal }: { readonly effects: readonly Effect[]; readonly refusal: KommoRefused },
): Promise<void> {
  const problems = problemsByElement(
    refusal,
    effects.map(({ id }) => id),
  );
  const again: Effect[] = [];
  const refused: Effect[] = [];
  for (const [index, effect] of effects.entries()) {
    const own = problems[index] ?? [];
    const isCulprit = own.length > 0 || effects.length === 1;
    if (!isCulprit || (await creation.mayRetry?.(own, effect))) again.push(effect);
    else {
      await markFailed(context.prisma, [effect], reasonOf(own, refusal));
      if (own.length === 0 || own.some(({ path }) => path === 'entity_id')) refused.push(effect);
    }
  }
  await becomeUncertain(context, again, 'Kommo refused the batch in which this was sent');
  await failEffectsOfDeletedLeads(context, refused);
}
