import type { SubscriptionView } from '../../server/api/card/payments-view.ts';

/** `amount` is a decimal string, tax included, or null when FastSpring does not say it. */
export type NextCharge = { readonly at: string } & (
  | { readonly amount: string; readonly currency: string }
  | { readonly amount: null }
);

/** FastSpring names a day, as the midnight before it, and charges at some hour of it. */
const DAY_MS = 86_400_000;

/** The earliest charge to come of the live subscriptions. */
export function nextChargeOf(subscriptions: readonly SubscriptionView[], now: number): NextCharge | null {
  return earliest(subscriptions, (at) => at >= now);
}

/** The charge of the live subscriptions of which nothing was heard for the longest time. What is overdue says so itself. */
export function lateChargeOf(subscriptions: readonly SubscriptionView[], now: number): NextCharge | null {
  return earliest(
    subscriptions.filter(({ state }) => state !== 'overdue'),
    (at) => isPast(at, now),
  );
}

/** Whether the day that a charge was due on is over. */
export function isPast(due: number, now: number): boolean {
  return due + DAY_MS <= now;
}

function earliest(subscriptions: readonly SubscriptionView[], isMeant: (at: number) => boolean): NextCharge | null {
  const charges = subscriptions.flatMap(({ live, nextChargeAt, nextChargeTotal, currency }): NextCharge[] => {
    if (!live || nextChargeAt === null || !isMeant(Date.parse(nextChargeAt))) return [];
    return nextChargeTotal === null || currency === null
      ? [{ at: nextChargeAt, amount: null }]
      : [{ at: nextChargeAt, amount: nextChargeTotal, currency }];
  });
  return charges.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))[0] ?? null;
}
