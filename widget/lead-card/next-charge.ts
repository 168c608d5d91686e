import type { SubscriptionView } from '../../server/api/card/payments-view.ts';

/** `amount` is a decimal string, tax included, or null when FastSpring does not report it. */
export type NextCharge = { readonly at: string } & (
  | { readonly amount: string; readonly currency: string }
  | { readonly amount: null }
);

/** FastSpring names a day, as the midnight before it, and charges at some hour of that day. */
const DAY_MS = 86_400_000;

/** The earliest future charge of the live subscriptions. */
export function nextChargeOf(subscriptions: readonly SubscriptionView[], now: number): NextCharge | null {
  return earliest(subscriptions, (at) => at >= now);
}

/** The longest unreported charge of the live subscriptions. Overdue subscriptions are shown as such already. */
export function lateChargeOf(subscriptions: readonly SubscriptionView[], now: number): NextCharge | null {
  return earliest(
    subscriptions.filter(({ state }) => state !== 'overdue'),
    (at) => isPast(at, now),
  );
}

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
