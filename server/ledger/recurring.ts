import type { SubscriptionDetails } from './fact.ts';
import { scale } from './money.ts';

/** Months in an interval, as a fraction: a year is 365.25 days, so that monthly and yearly plans compare. */
const monthsIn = new Map<SubscriptionDetails['interval'], readonly [numerator: number, denominator: number]>([
  ['day', [48, 1461]],
  ['week', [336, 1461]],
  ['month', [1, 1]],
  ['year', [12, 1]],
]);

/**
 * Recurring revenue per month, without tax. Tax belongs to the state, and listed prices contain it in some countries
 * and not in others, so amounts with tax would not be comparable. FastSpring's `nextChargePreTax` is the amount for the
 * whole quantity after discounts; if it is missing (no further charge is planned, or an old event), the listed price
 * times the quantity is used. Null for managed subscriptions, which recur when the shop decides.
 */
export function monthlyRevenue(
  subscription: Pick<
    SubscriptionDetails,
    'interval' | 'intervalLength' | 'quantity' | 'price' | 'currency' | 'nextChargePreTax'
  >,
): string | null {
  const { interval, intervalLength, quantity, price, currency, nextChargePreTax } = subscription;
  const months = monthsIn.get(interval);
  if (months === undefined || currency === null) return null;
  const length = Math.max(intervalLength ?? 1, 1);
  const [numerator, denominator] = months;
  const dividedBy = numerator * length;
  if (nextChargePreTax !== null) return scale(nextChargePreTax, denominator, dividedBy, currency);
  return price === null ? null : scale(price, denominator * quantity, dividedBy, currency);
}
