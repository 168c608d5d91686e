import { expect, it } from 'vitest';
import { daysAgo, sampleSubscription } from '../testing/sample-views.ts';
import { nextChargeOf } from './next-charge.ts';

const now = Date.now();

it('is the earliest to come of the live subscriptions', () => {
  const subscriptions = [
    sampleSubscription({ nextChargeAt: daysAgo(-20, now), nextChargeTotal: '20.00' }),
    sampleSubscription({ nextChargeAt: daysAgo(-8, now), nextChargeTotal: '8.00' }),
    sampleSubscription({ nextChargeAt: daysAgo(-2, now), live: false }),
    sampleSubscription({ nextChargeAt: daysAgo(1, now) }),
    sampleSubscription({ nextChargeAt: null }),
  ];
  expect(nextChargeOf(subscriptions, now)).toEqual({ at: daysAgo(-8, now), amount: '8.00', currency: 'EUR' });
});

it('has no amount where FastSpring tells none', () => {
  const subscription = sampleSubscription({ nextChargeAt: daysAgo(-8, now), nextChargeTotal: null });
  expect(nextChargeOf([subscription], now)).toEqual({ at: daysAgo(-8, now), amount: null });
});

it('is none without subscriptions', () => {
  expect(nextChargeOf([], now)).toBeNull();
});
