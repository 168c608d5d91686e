import { expect, test } from 'vitest';
import { Prisma } from '../../platform/database/generated/client.ts';
import { monthsAt, monthViews, startsOfPast } from './months.ts';

const now = Date.UTC(2026, 10, 30, 23, 30);

test('the months are those of the reader’s time zone', () => {
  const utc = monthsAt(now, 'UTC');
  expect([utc.names.at(0), utc.names.at(11), utc.names.at(12)]).toEqual(['2025-12', '2026-11', '2026-12']);
  // In Berlin December has begun.
  const berlin = monthsAt(now, 'Europe/Berlin');
  expect([berlin.names.length, berlin.names.at(0), berlin.names.at(12)]).toEqual([13, '2026-01', '2027-01']);
  const starts = startsOfPast(berlin).map((start) => start.toISOString());
  expect([starts.length, starts[0], starts[6], starts[12]]).toEqual([
    ...[13, '2025-12-31T23:00:00.000Z', '2026-06-30T22:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ]);
});

const charge = (at: Date | null, change: object = {}) => ({
  ...{ live: true, currency: 'EUR', nextChargeAt: at, nextChargeTotal: new Prisma.Decimal('117.81') },
  ...change,
});

test('a month has its sums and its charges to come, exact', () => {
  const sums = [
    { currency: 'EUR', month: 12, paid: '0.30', refunded: '0' },
    { currency: 'EUR', month: 1, paid: '0', refunded: '0.00' },
  ];
  const tomorrow = new Date(now + 86_400_000);
  const subscriptions = [
    charge(new Date(now + 60_000)),
    charge(tomorrow),
    charge(tomorrow, { nextChargeTotal: new Prisma.Decimal('0.1') }),
    charge(tomorrow, { live: false }),
    charge(tomorrow, { currency: null }),
    charge(tomorrow, { nextChargeTotal: null }),
    charge(new Date(now - 60_000)),
    charge(new Date(now + 40 * 86_400_000)),
    charge(null),
  ];
  expect(monthViews(monthsAt(now, 'UTC'), sums, subscriptions, now)).toEqual([
    { month: '2026-11', currency: 'EUR', paid: '0.3', refunded: '0', expected: '117.81' },
    { month: '2026-12', currency: 'EUR', paid: '0', refunded: '0', expected: '117.91' },
  ]);
});
