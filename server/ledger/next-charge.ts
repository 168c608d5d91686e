import type { Fact, SubscriptionDetails } from './fact.ts';
import { nextDueAfter } from './next-due.ts';
import { copyIn, nextChargeIn, shownByApi } from './subscription-copy.ts';
import { isCharge } from './subscription-order.ts';

const day = 86_400_000;

/**
 * When the next charge comes, ms; null when none is announced. Without webhook expansion a charge names its
 * subscription alone: what the copies announce has then been paid, and the plan's interval gives the charge after it.
 * @param copies the oldest first
 */
export function nextChargeAfter(copies: readonly SubscriptionDetails[], facts: readonly Fact[]): number | null {
  const latest = copies.findLast((copy) => nextChargeIn(copy) !== null);
  const announced = latest === undefined ? null : nextChargeIn(latest);
  if (latest === undefined || announced === null) return null;
  const shownAt = facts.filter(({ type }) => type === shownByApi).map(({ occurredAt }) => occurredAt);
  const paid = facts.filter((fact) => isCharge(fact) && fact.occurredAt >= Math.max(announced, ...shownAt));
  if (paid.length === 0) return announced;
  const lastPaidAt = Math.max(...paid.map(({ occurredAt }) => occurredAt));
  const later = paid
    .map((fact) => copyIn(fact))
    .flatMap((copy) => (copy === null ? [] : (nextChargeIn(copy) ?? [])))
    .filter((time) => time > lastPaidAt);
  return later.length === 0 ? dueAfterPayment(lastPaidAt, latest) : Math.max(...later);
}

/** Null after a late payment: it may have moved the day on which the plan is charged. */
function dueAfterPayment(paidAt: number, latest: SubscriptionDetails): number | null {
  const wasDueAt = nextDueAfter(paidAt - day, [latest]);
  return wasDueAt !== null && wasDueAt <= paidAt ? nextDueAfter(paidAt, [latest]) : null;
}
