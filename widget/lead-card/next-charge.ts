import type { SubscriptionView } from '../../server/api/payments-view.ts';

/** `amount` is a decimal string, tax included, or null when FastSpring does not say it. */
export type NextCharge = { readonly at: string } & (
  | { readonly amount: string; readonly currency: string }
  | { readonly amount: null }
);

/** The earliest charge to come of the live subscriptions. */
export function nextChargeOf(subscriptions: readonly SubscriptionView[], now: number): NextCharge | null {
  const charges = subscriptions.flatMap(({ live, nextChargeAt, nextChargeTotal, currency }): NextCharge[] => {
    if (!live || nextChargeAt === null || Date.parse(nextChargeAt) < now) return [];
    return nextChargeTotal === null || currency === null
      ? [{ at: nextChargeAt, amount: null }]
      : [{ at: nextChargeAt, amount: nextChargeTotal, currency }];
  });
  return charges.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))[0] ?? null;
}
