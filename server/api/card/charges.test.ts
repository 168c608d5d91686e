import { expect, test } from 'vitest';
import { Prisma } from '../../platform/database/generated/client.ts';
import { lateCharge, nextCharge } from './charges.ts';

const now = Date.UTC(2026, 10, 20, 12);
const daysAgo = (days: number) => new Date(now - days * 86_400_000);
const charged = (days: number | null, change: object = {}) => ({
  ...{ live: true, state: 'active', currency: 'EUR', nextChargeTotal: new Prisma.Decimal('117.81') },
  nextChargeAt: days === null ? null : daysAgo(days),
  ...change,
});

test('the next charge is the earliest future one of the live subscriptions', () => {
  const subscriptions = [
    charged(-20),
    charged(-8, { nextChargeTotal: new Prisma.Decimal(8) }),
    charged(-2, { live: false }),
    charged(1),
    charged(null),
  ];
  expect(nextCharge(subscriptions, now)).toEqual({ at: daysAgo(-8).toISOString(), amount: '8.00', currency: 'EUR' });
  expect(nextCharge([], now)).toBeNull();
});

test.each([[{ nextChargeTotal: null }], [{ currency: null }]])('its amount is unknown with %j', (change) => {
  const expected = { at: daysAgo(-8).toISOString(), amount: null, currency: null };
  expect(nextCharge([charged(-8, change)], now)).toEqual(expected);
});

test('a charge is late once its day is over without a report of it', () => {
  const late = [charged(0.5), charged(4), charged(2), charged(9, { live: false }), charged(9, { state: 'overdue' })];
  expect(lateCharge(late, now)).toEqual({ at: daysAgo(4).toISOString(), amount: '117.81', currency: 'EUR' });
  expect(lateCharge(late.slice(0, 1), now)).toBeNull();
  expect(lateCharge([charged(1)], now)).not.toBeNull();
});
