import { day } from '../platform/time/units.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';
import { nextDueAfter } from './next-due.ts';
import { copyIn, nextChargeIn, shownByApi } from './subscription-copy.ts';
import { isCharge } from './subscription-order.ts';

/**
 * When the next charge comes, ms; null if none is announced. Without webhook expansion a charge only names its
 * subscription: the charge announced by the copies has then been paid, and the plan's interval gives the one after it.
 * @param copies oldest first
 */
export function nextChargeAfter(copies: readonly SubscriptionDetails[], facts: readonly Fact[]): number | null {
  const announced = announcedIn(copies).at(-1);
  if (announced === undefined) return null;
  const shownAt = facts.filter(({ type }) => type === shownByApi).map(({ occurredAt }) => occurredAt);
  const paid = facts.filter((fact) => isCharge(fact) && fact.occurredAt >= Math.max(announced.at, ...shownAt));
  if (paid.length === 0) return announced.at;
  const lastPaidAt = Math.max(...paid.map(({ occurredAt }) => occurredAt));
  const later = announcedIn(paid.map(copyIn).filter((copy) => copy !== null)).filter(({ at }) => at > lastPaidAt);
  return later.length === 0 ? dueAfterPayment(lastPaidAt, announced.copy) : Math.max(...later.map(({ at }) => at));
}

/** The copies that announce a next charge, with its time, ms. */
function announcedIn(copies: readonly SubscriptionDetails[]) {
  return copies.flatMap((copy) => {
    const at = nextChargeIn(copy);
    return at === null ? [] : { copy, at };
  });
}

/** Null after a late payment: it may have moved the day on which the plan is charged. */
function dueAfterPayment(paidAt: number, latest: SubscriptionDetails): number | null {
  const wasDueAt = nextDueAfter(paidAt - day, [latest]);
  return wasDueAt !== null && wasDueAt <= paidAt ? nextDueAfter(paidAt, [latest]) : null;
}
