import type { MonthView } from '../../server/api/card/sums-view.ts';

/** One month of one currency, in the reader's time zone. Amounts are decimal strings, tax included. */
export interface Month extends Pick<MonthView, 'paid' | 'refunded' | 'expected'> {
  readonly year: number;
  /** counts from 0 */
  readonly month: number;
}

const SHOWN_MONTHS = 12;

/** The last 12 months up to now, and the next one when a charge is expected in it. */
export function monthsOf(sums: readonly MonthView[], currency: string, now: number): readonly Month[] {
  const today = new Date(now);
  const months = Array.from({ length: SHOWN_MONTHS + 1 }, (_, index) => {
    const first = new Date(today.getFullYear(), today.getMonth() - SHOWN_MONTHS + 1 + index);
    const [year, month] = [first.getFullYear(), first.getMonth()];
    const name = `${year}-${`${month + 1}`.padStart(2, '0')}`;
    const sum = sums.find((one) => one.month === name && one.currency === currency);
    return { paid: '0', refunded: '0', expected: '0', ...sum, year, month };
  });
  return Number(months[SHOWN_MONTHS]?.expected) ? months : months.slice(0, SHOWN_MONTHS);
}
