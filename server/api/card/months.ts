import { add, isZero } from '../../ledger/money.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { fromLocal, offsetAt } from '../../platform/time/time-zone.ts';
import type { MonthSums } from '../../recording/read/order-sums.ts';
import type { MonthView } from './sums-view.ts';

/** The present month and those before it. */
const monthsBack = 12;

/** The calendar months of a card: the last twelve, and the next one for what is expected. */
export interface CardMonths {
  /** `YYYY-MM` of each */
  readonly names: readonly string[];
  /** ms; their beginnings, and the end of the last one */
  readonly starts: readonly number[];
}

/** @param timeZone one that Intl knows */
export function monthsAt(now: number, timeZone: string): CardMonths {
  const today = new Date(now + offsetAt(now, timeZone));
  const first = today.getUTCMonth() - (monthsBack - 1);
  const begins = Array.from({ length: monthsBack + 2 }, (_, index) => Date.UTC(today.getUTCFullYear(), first + index));
  return {
    names: begins.slice(0, -1).map((begin) => new Date(begin).toISOString().slice(0, 7)),
    starts: begins.map((begin) => fromLocal(begin, timeZone)),
  };
}

/** The beginnings of the months that can have payments, and the end of the last one: for `readOrderSums`. */
export const startsOfPast = ({ starts }: CardMonths): readonly Date[] =>
  starts.slice(0, monthsBack + 1).map((start) => new Date(start));

type Charged = Pick<Subscription, 'live' | 'currency' | 'nextChargeAt' | 'nextChargeTotal'>;

/** What was paid and given back in each month and what is expected, without months in which nothing moves. */
export function monthViews(
  { names, starts }: CardMonths,
  sums: readonly MonthSums[],
  subscriptions: readonly Charged[],
  now: number,
): readonly MonthView[] {
  const moved = sums.map(({ month, currency, paid, refunded }) => ({ index: month - 1, currency, paid, refunded }));
  const expected = subscriptions.flatMap(({ live, currency, nextChargeAt, nextChargeTotal }) => {
    const at = nextChargeAt?.getTime() ?? 0;
    const index = starts.findLastIndex((start) => start <= at);
    const isShown = live && at > now && index < names.length;
    return isShown && currency !== null && nextChargeTotal !== null
      ? [{ index, currency, expected: nextChargeTotal.toFixed() }]
      : [];
  });
  const all: readonly Moved[] = [...moved, ...expected];
  const groups = Map.groupBy(all, ({ index, currency }) => `${names[index]} ${currency}`);
  return [...groups]
    .map(([name, each]) => {
      const [month, currency] = [name.slice(0, 7), name.slice(8)];
      const sum = (what: 'paid' | 'refunded' | 'expected') => add(...each.map((one) => one[what] ?? '0'));
      return { month, currency, paid: sum('paid'), refunded: sum('refunded'), expected: sum('expected') };
    })
    .filter(({ paid, refunded, expected: charge }) => ![paid, refunded, charge].every(isZero))
    .sort((one, other) => one.month.localeCompare(other.month) || one.currency.localeCompare(other.currency, 'en'));
}

type Moved = Pick<MonthView, 'currency'> &
  Partial<Pick<MonthView, 'paid' | 'refunded' | 'expected'>> & { readonly index: number };
