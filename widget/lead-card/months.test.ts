import { expect, it } from 'vitest';
import { sampleOrder, sampleSubscription } from '../testing/sample-views.ts';
import { monthsOf } from './months.ts';

const noon = (year: number, month: number, day: number): string => new Date(year, month - 1, day, 12).toISOString();
const now = Date.parse(noon(2026, 11, 20));
const nothing = { orders: [], subscriptions: [] };
const named = (year: number, month: number) => expect.objectContaining({ year, month: month - 1 });

it('shows twelve months that end with the current one', () => {
  const months = monthsOf(nothing, 'EUR', now);
  expect(months).toHaveLength(12);
  expect(months[0]).toEqual(named(2025, 12));
  expect(months[11]).toEqual(named(2026, 11));
});

it('adds the next month when a charge is expected in it', () => {
  const subscriptions = [
    sampleSubscription({ nextChargeAt: noon(2026, 12, 1), nextChargeTotal: '117.81' }),
    sampleSubscription({ id: 'subscription-2', nextChargeAt: noon(2026, 11, 25), nextChargeTotal: '10.00' }),
  ];
  const months = monthsOf({ orders: [], subscriptions }, 'EUR', now);
  expect(months).toHaveLength(13);
  expect(months[11]).toMatchObject({ month: 10, expected: '10.00' });
  expect(months[12]).toMatchObject({ year: 2026, month: 11, expected: '117.81' });
});

it('ignores test subscriptions, other currencies, past charges and unknown amounts', () => {
  const subscriptions = [
    sampleSubscription({ nextChargeAt: noon(2026, 12, 1), live: false }),
    sampleSubscription({ nextChargeAt: noon(2026, 12, 1), currency: 'USD' }),
    sampleSubscription({ nextChargeAt: noon(2026, 11, 1) }),
    sampleSubscription({ nextChargeAt: noon(2026, 12, 1), nextChargeTotal: null }),
  ];
  expect(monthsOf({ orders: [], subscriptions }, 'EUR', now).map((month) => month.expected)).toEqual(
    Array(12).fill('0'),
  );
});

it('sums each month exactly and sets a refund into the month it was given', () => {
  const orders = [
    sampleOrder({ completedAt: noon(2026, 11, 3), total: '0.10' }),
    sampleOrder({ completedAt: noon(2026, 11, 4), total: '0.20' }),
    sampleOrder({
      completedAt: noon(2026, 9, 4),
      total: '50.00',
      refunds: [{ at: noon(2026, 10, 1), kind: 'refund', total: '20.00', currency: 'EUR', reason: null }],
    }),
  ];
  const months = monthsOf({ ...nothing, orders }, 'EUR', now);
  expect(months[11]).toMatchObject({ paid: '0.30', refunded: '0' });
  expect(months[10]).toMatchObject({ paid: '0', refunded: '20.00' });
  expect(months[9]).toMatchObject({ paid: '50.00', refunded: '0' });
});

it('leaves out test orders, unpaid orders, other currencies and older orders', () => {
  const orders = [
    sampleOrder({ completedAt: noon(2026, 11, 3), live: false }),
    sampleOrder({ completedAt: noon(2026, 11, 3), state: 'payment_pending' }),
    sampleOrder({ completedAt: noon(2026, 11, 3), currency: 'USD' }),
    sampleOrder({ completedAt: noon(2025, 11, 3) }),
  ];
  expect(monthsOf({ ...nothing, orders }, 'EUR', now).every((month) => month.paid === '0')).toBe(true);
});
