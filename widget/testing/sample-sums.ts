import Big from 'big.js';
import type { CardView } from '../../server/api/card/payments-view.ts';
import type { ChargeView, MonthView } from '../../server/api/card/sums-view.ts';

type Listed = Pick<CardView, 'orders' | 'subscriptions'>;

const DAY_MS = 86_400_000;

/** The sums that the server would answer beside these orders and subscriptions. */
export function sampleSums({ orders, subscriptions }: Listed, now = Date.now()) {
  return { months: monthsOf({ orders, subscriptions }, now), ...chargesOf(subscriptions, now) };
}

function monthsOf({ orders, subscriptions }: Listed, now: number): readonly MonthView[] {
  const paid = orders.filter(({ live, state }) => live && state === undefined);
  const moved: readonly Moved[] = [
    ...paid.map(({ completedAt, currency, total }) => ({ at: completedAt, currency, paid: total })),
    ...paid.flatMap(({ currency, refunds = [] }) =>
      refunds.flatMap((refund) =>
        refund.currency === currency ? [{ at: refund.at, currency, refunded: refund.total }] : [],
      ),
    ),
    ...subscriptions.flatMap(({ live, nextChargeAt, nextChargeTotal, currency }) =>
      live && nextChargeAt !== null && nextChargeTotal && currency !== null && Date.parse(nextChargeAt) > now
        ? [{ at: nextChargeAt, currency, expected: nextChargeTotal }]
        : [],
    ),
  ];
  const names = new Set(moved.map(nameOf));
  return [...names].map((name) => {
    const each = moved.filter((one) => nameOf(one) === name);
    const [month = '', currency = ''] = name.split(' ');
    const sum = (what: 'paid' | 'refunded' | 'expected') =>
      each.reduce((total, one) => total.plus(one[what] ?? 0), new Big(0)).toFixed();
    return { month, currency, paid: sum('paid'), refunded: sum('refunded'), expected: sum('expected') };
  });
}

interface Moved extends Partial<Pick<MonthView, 'paid' | 'refunded' | 'expected'>> {
  readonly at: string;
  readonly currency: string;
}

/** In the reader's time zone, which is this one. */
function nameOf({ at, currency }: Moved): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')} ${currency}`;
}

function chargesOf(subscriptions: CardView['subscriptions'], now: number) {
  const earliest = (isMeant: (at: number) => boolean, all = subscriptions): ChargeView | null => {
    const charges = all.flatMap(({ live, nextChargeAt, nextChargeTotal, currency }): readonly ChargeView[] => {
      if (!live || nextChargeAt === null || !isMeant(Date.parse(nextChargeAt))) return [];
      const amount = currency === null ? null : (nextChargeTotal ?? null);
      return [{ at: nextChargeAt, amount, currency: amount === null ? null : currency }];
    });
    return charges.toSorted((one, other) => one.at.localeCompare(other.at))[0] ?? null;
  };
  return {
    nextCharge: earliest((at) => at >= now),
    lateCharge: earliest(
      (at) => at + DAY_MS <= now,
      subscriptions.filter(({ state }) => state !== 'overdue'),
    ),
  };
}
