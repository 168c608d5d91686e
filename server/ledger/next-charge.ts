import type { Fact, SubscriptionDetails } from './fact.ts';
import { copyIn, nextChargeIn, shownByApi } from './subscription-copy.ts';
import { isCharge } from './subscription-order.ts';

/**
 * When the next charge comes, ms; null when none is announced. Without webhook expansion a charge names its subscription
 * alone: what the copies announce has then been paid, and the charge after it is not known.
 * @param copies the oldest first
 */
export function nextChargeAfter(copies: readonly SubscriptionDetails[], facts: readonly Fact[]): number | null {
  const announced = copies.map(nextChargeIn).findLast((time) => time !== null) ?? null;
  if (announced === null) return null;
  const shownAt = facts.filter(({ type }) => type === shownByApi).map(({ occurredAt }) => occurredAt);
  const paid = facts.filter((fact) => isCharge(fact) && fact.occurredAt >= Math.max(announced, ...shownAt));
  if (paid.length === 0) return announced;
  const lastPaidAt = Math.max(...paid.map(({ occurredAt }) => occurredAt));
  const later = paid
    .map((fact) => copyIn(fact))
    .flatMap((copy) => (copy === null ? [] : (nextChargeIn(copy) ?? [])))
    .filter((time) => time > lastPaidAt);
  return later.length === 0 ? null : Math.max(...later);
}
