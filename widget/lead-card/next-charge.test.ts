import { expect, it } from 'vitest';
import { daysAgo, sampleSubscription } from '../testing/sample-views.ts';
import { lateChargeOf, nextChargeOf } from './next-charge.ts';

const now = Date.now();

it('is the earliest future charge of the live subscriptions', () => {
  const subscriptions = [
    sampleSubscription({ nextChargeAt: daysAgo(-20, now), nextChargeTotal: '20.00' }),
    sampleSubscription({ nextChargeAt: daysAgo(-8, now), nextChargeTotal: '8.00' }),
    sampleSubscription({ nextChargeAt: daysAgo(-2, now), live: false }),
    sampleSubscription({ nextChargeAt: daysAgo(1, now) }),
    sampleSubscription({ nextChargeAt: null }),
  ];
  expect(nextChargeOf(subscriptions, now)).toEqual({ at: daysAgo(-8, now), amount: '8.00', currency: 'EUR' });
});

it('has no amount where FastSpring reports none', () => {
  const subscription = sampleSubscription({ nextChargeAt: daysAgo(-8, now), nextChargeTotal: null });
  expect(nextChargeOf([subscription], now)).toEqual({ at: daysAgo(-8, now), amount: null });
});

it('is none without subscriptions', () => {
  expect(nextChargeOf([], now)).toBeNull();
});

it('is late once its day is over without a report of it', () => {
  const late = [
    sampleSubscription({ nextChargeAt: daysAgo(0.5, now) }),
    sampleSubscription({ nextChargeAt: daysAgo(4, now) }),
    sampleSubscription({ nextChargeAt: daysAgo(2, now) }),
    sampleSubscription({ nextChargeAt: daysAgo(9, now), live: false }),
    sampleSubscription({ nextChargeAt: daysAgo(9, now), state: 'overdue' }),
  ];
  expect(lateChargeOf(late, now)).toEqual({ at: daysAgo(4, now), amount: '117.81', currency: 'EUR' });
  expect(lateChargeOf(late.slice(0, 1), now)).toBeNull();
});
