import {
  KommoAccountUnavailable,
  KommoForbidden,
  KommoNotSent,
  type KommoProblem,
  KommoRefused,
  KommoUncertain,
} from '../kommo/errors.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { effectBatches } from './effect-batches.ts';
import { markDone, markFailed, markSending, markUncertain, takeBack } from './effect-states.ts';
import type { PendingEffect } from './pending-effect.ts';
import { problemsByElement, reasonOf } from './refusal.ts';
import { lookAfterFailure } from './retry-delays.ts';

/** How one kind of effect (notes, tasks) is created in Kommo. */
export interface Creation<Effect extends PendingEffect> {
  /** one request; returns Kommo's ids in the order of the effects, each element's `request_id` being its effect's id */
  readonly create: (effects: readonly Effect[]) => Promise<readonly number[]>;
  /** whether an effect that was refused for these problems will be accepted when it is sent again; not when left out */
  readonly mayRetry?: (problems: readonly KommoProblem[], effect: Effect) => Promise<boolean>;
}

/**
 * Creates what must exist once, in batches. Kommo has no idempotency key, so an effect is marked as being sent before
 * its request and stays so, or becomes uncertain, until somebody knows what became of it.
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable after the effects' states were stored: the account has
 *   to pause
 */
export async function createInKommo<Effect extends PendingEffect>(
  context: DeliveryContext,
  effects: readonly Effect[],
  creation: Creation<Effect>,
): Promise<void> {
  for (const batch of effectBatches(effects)) {
    if (context.signal.aborted) return;
    await createBatch(context, batch, creation);
  }
}

async function createBatch<Effect extends PendingEffect>(
  context: DeliveryContext,
  candidates: readonly Effect[],
  creation: Creation<Effect>,
): Promise<void> {
  const { prisma, now } = context;
  const sentAt = now();
  const taken = await markSending(prisma, idsOf(candidates), sentAt);
  const batch = candidates.filter((effect) => taken.has(effect.id));
  if (batch.length === 0) return;
  try {
    const kommoIds = await creation.create(batch);
    const done = batch.map((effect, index) => ({ id: effect.id, kommoId: kommoIds[index] ?? null }));
    await markDone(prisma, done, now());
  } catch (error) {
    if (error instanceof KommoRefused) return settleRefusal(context, batch, creation, error, sentAt);
    if (error instanceof KommoForbidden) return markFailed(prisma, idsOf(batch), error.message);
    if (error instanceof KommoNotSent || error instanceof KommoAccountUnavailable) {
      await takeBack(prisma, idsOf(batch), error.message);
    } else if (error instanceof KommoUncertain) {
      await becomeUncertain(context, batch, sentAt, error.message);
    }
    throw error;
  }
}

/**
 * The named elements failed. Whether Kommo creates the rest of a refused batch is not documented, so the rest is looked
 * for before it is sent again; in a smaller batch, because Kommo may have named nobody.
 */
async function settleRefusal<Effect extends PendingEffect>(
  context: DeliveryContext,
  batch: readonly Effect[],
  creation: Creation<Effect>,
  refusal: KommoRefused,
  sentAt: number,
): Promise<void> {
  const problems = problemsByElement(refusal, idsOf(batch));
  const again: Effect[] = [];
  for (const [index, effect] of batch.entries()) {
    const own = problems[index] ?? [];
    const isCulprit = own.length > 0 || batch.length === 1;
    if (!isCulprit || (await creation.mayRetry?.(own, effect))) again.push(effect);
    else await markFailed(context.prisma, [effect.id], reasonOf(own, refusal));
  }
  await becomeUncertain(context, again, sentAt, 'Kommo refused the batch in which this was sent');
}

async function becomeUncertain(
  context: DeliveryContext,
  effects: readonly PendingEffect[],
  sentAt: number,
  reason: string,
): Promise<void> {
  const byAttempts = Map.groupBy(effects, (effect) => effect.attempts + 1);
  for (const [attempts, group] of byAttempts) {
    await markUncertain(context.prisma, idsOf(group), lookAfterFailure(sentAt, context.now(), attempts), reason);
  }
}

function idsOf(effects: readonly PendingEffect[]): readonly string[] {
  return effects.map((effect) => effect.id);
}
