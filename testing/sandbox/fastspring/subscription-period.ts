import Big from 'big.js';
import type { Interval, Order, OrderLine, Subscription } from './records.ts';
import { type Store, taxOn } from './store.ts';

const DAY_MS = 86_400_000;

/** The subscription that an order's line starts; none for a one-time purchase. */
export function startSubscription(
  store: Store,
  order: Order,
  line: OrderLine,
  { trialDays }: { readonly trialDays?: number },
): Subscription[] {
  const { product, quantity, subscriptionId } = line;
  if (product.interval === null || subscriptionId === null) return [];
  const begin = utcMidnight(order.createdAt);
  const trialEndsAt = trialDays === undefined ? null : begin + trialDays * DAY_MS;
  const price = product.prices[order.currency] ?? '0';
  const preTax = new Big(price).times(quantity);
  const subscription: Subscription = {
    id: subscriptionId,
    customer: order.customer,
    product,
    interval: product.interval,
    currency: order.currency,
    payoutCurrency: order.payoutCurrency,
    payoutRate: order.payoutRate,
    live: order.live,
    quantity,
    price,
    nextChargePreTax: preTax.toFixed(2),
    nextChargeTotal: preTax.plus(taxOn(preTax, order.customer.country)).toFixed(2),
    state: trialEndsAt === null ? 'active' : 'trial',
    sequence: 1,
    begin,
    next: trialEndsAt ?? subscriptionPeriod(begin, product.interval),
    end: null,
    canceledDate: null,
    deactivationDate: null,
    changedAt: order.createdAt,
    trialEndsAt,
    overdueNoticesSent: 0,
    declineReason: null,
    initialOrderId: order.id,
    initialOrderReference: order.reference,
    tags: order.tags,
    paymentMethod: null,
  };
  store.subscriptions.set(subscription.id, subscription);
  return [subscription];
}

/** The UTC midnight one period later; a missing day becomes the last of the month. */
export function subscriptionPeriod(from: number, { unit, length }: Interval): number {
  const date = new Date(utcMidnight(from));
  if (unit === 'day') return date.getTime() + length * DAY_MS;
  if (unit === 'week') return date.getTime() + 7 * length * DAY_MS;
  const months = unit === 'month' ? length : 12 * length;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), lastDay));
}

export function utcMidnight(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
