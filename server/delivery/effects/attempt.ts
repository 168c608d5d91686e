import {
  KommoAccountUnavailable,
  KommoForbidden,
  KommoNotSent,
  KommoRefused,
  KommoUncertain,
} from '../../kommo/requests/errors.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import type { PendingEffect } from './pending-effect.ts';
import { reasonOf } from './refusal.ts';
import { lookAfterFailure } from './retry-delays.ts';
import { markFailed, markSending, markUncertain, markUnsent } from './states.ts';

/**
 * The outcome of one request for several effects, all still marked as being sent. The caller stores their new states.
 */
export type Attempt<Effect, Answer> =
  | { readonly kind: 'answered'; readonly effects: readonly Effect[]; readonly answer: Answer }
  | {
      readonly kind: 'refused';
      readonly effects: readonly Effect[];
      readonly refusal: KommoRefused;
    }
  /** no effect was open any more, or they have failed because the token lacks the permission */
  | { readonly kind: 'settled' };

/**
 * Sends one request for effects. They are marked as being sent before it leaves, so that a crash at any moment leaves a
 * trace.
 * @param request gets the effects that are still open
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable after the effects' states were stored: the account has
 *   to pause. On any other error they stay marked as being sent, and the next run searches for them.
 */
export async function attempt<Effect extends PendingEffect, Answer>(
  context: DeliveryContext,
  candidates: readonly Effect[],
  request: (effects: readonly Effect[]) => Promise<Answer>,
): Promise<Attempt<Effect, Answer>> {
  const effects = await markSending(context.prisma, candidates, context.now());
  if (effects.length === 0) return { kind: 'settled' };
  try {
    return { kind: 'answered', effects, answer: await request(effects) };
  } catch (error) {
    if (error instanceof KommoRefused) return { kind: 'refused', effects, refusal: error };
    if (error instanceof KommoForbidden) {
      await markForbidden(context, effects, error);
      return { kind: 'settled' };
    }
    if (error instanceof KommoNotSent || error instanceof KommoAccountUnavailable) {
      await markUnsent(context.prisma, effects, error.message);
    } else if (error instanceof KommoUncertain) {
      await becomeUncertain(context, effects, error.message);
    }
    throw error;
  }
}

/** Reads what effects need; null after they have failed because the token lacks the permission. */
export async function readOrFail<Answer>(
  context: DeliveryContext,
  effects: readonly PendingEffect[],
  read: () => Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KommoForbidden)) throw error;
    await markForbidden(context, effects, error);
    return null;
  }
}

function markForbidden(context: DeliveryContext, effects: readonly PendingEffect[], error: KommoForbidden) {
  return markFailed(context.prisma, effects, reasonOf([], error));
}

/** They may have happened: they are searched for before they are sent again. */
export async function becomeUncertain(
  context: DeliveryContext,
  effects: readonly PendingEffect[],
  reason: string,
): Promise<void> {
  const failedAt = context.now();
  for (const [attempts, together] of Map.groupBy(effects, (effect) => effect.attempts)) {
    const sentAt = together[0]?.sentAt ?? failedAt;
    await markUncertain(context.prisma, together, lookAfterFailure(sentAt, failedAt, attempts), reason);
  }
}
