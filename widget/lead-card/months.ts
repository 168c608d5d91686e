import type { CardView } from '../../server/api/card/payments-view.ts';
import { sumDecimals } from '../ui/decimal.ts';

/** One month of one currency, in the reader's time zone. Amounts are decimal strings, tax included. */
export interface Month {
  readonly year: number;
  /** counts from 0 */
  readonly month: number;
  readonly paid: string;
  readonly refunded: string;
  /** expected charges of subscriptions */
  readonly expected: string;
}

const SHOWN_MONTHS = 12;

/**
 * The last 12 months up to now, and the next one when a charge is expected in it. Test orders and uncompleted orders
 * are left out; a refund counts in the month it was given, not in its order's.
 */
export function monthsOf(
  view: Pick<CardView, 'orders' | 'subscriptions'>,
  currency: string,
  now: number,
): readonly Month[] {
  const orders = view.orders.filter(
    (order) => order.live && order.state === 'completed' && order.currency === currency,
  );
  const paid = byMonth(orders.map((order) => ({ at: order.completedAt, amount: order.total })));
  const refunds = orders.flatMap((order) => order.refunds).filter((refund) => refund.currency === currency);
  const refunded = byMonth(refunds.map(({ at, total }) => ({ at, amount: total })));
  const expected = byMonth(
    view.subscriptions.flatMap(({ live, nextChargeAt, nextChargeTotal, currency: charged }) =>
      live &&
      nextChargeAt !== null &&
      nextChargeTotal !== null &&
      charged === currency &&
      Date.parse(nextChargeAt) > now
        ? [{ at: nextChargeAt, amount: nextChargeTotal }]
        : [],
    ),
  );

  const current = monthNumber(now);
  const last = expected.has(current + 1) ? current + 1 : current;
  return Array.from({ length: SHOWN_MONTHS + last - current }, (_, index) => {
    const number = current - SHOWN_MONTHS + 1 + index;
    return {
      year: Math.floor(number / 12),
      month: number % 12,
      paid: sumDecimals(paid.get(number) ?? []),
      refunded: sumDecimals(refunded.get(number) ?? []),
      expected: sumDecimals(expected.get(number) ?? []),
    };
  });
}

function byMonth(amounts: readonly { readonly at: string; readonly amount: string }[]): Map<number, string[]> {
  const months = new Map<number, string[]>();
  for (const { at, amount } of amounts) {
    const number = monthNumber(at);
    const month = months.get(number);
    if (month) month.push(amount);
    else months.set(number, [amount]);
  }
  return months;
}

function monthNumber(time: number | string): number {
  const date = new Date(time);
  return date.getFullYear() * 12 + date.getMonth();
}
