import { describe, expect, test } from 'vitest';
import {
  activated,
  charged,
  day,
  declined,
  event,
  inGroup,
  life,
  onTrial,
  seen,
  shown,
} from '../../testing/server/ledger/subscription-life.ts';
import { noon, orderFact } from '../../testing/server/rules/facts.ts';
import type { Fact } from './fact.ts';

describe('the end of a subscription', () => {
  const canceledAt = noon - 5 * day;
  const endsAt = noon + 30 * day;

  test.each(['canceled', 'paused', 'deactivated'])('a %s subscription has no next charge', (type) => {
    expect(life(activated, event(type))).toMatchObject({ nextChargeAt: null, nextChargeTotal: null });
  });

  test.each([activated, onTrial, declined()])('any other subscription has one', (fact) => {
    expect(life(fact)).toMatchObject({ nextChargeAt: shown.nextChargeAt, nextChargeTotal: '238.00' });
  });

  test('the cancellation date comes from the event’s data, or else from the event itself', () => {
    expect(life(activated, event('canceled', { canceledAt })).canceledAt).toBe(canceledAt);
    expect(life(activated, event('canceled')).canceledAt).toBe(noon + day);
    expect(life(activated, event('deactivated', { canceledAt })).canceledAt).toBe(canceledAt);
    expect(life(activated, event('canceled'), event('uncanceled')).canceledAt).toBeNull();
    expect(life(event('activated', { canceledAt })).canceledAt).toBeNull();
  });

  test('an uncanceled cancellation is forgotten when the subscription ends later', () => {
    expect(life(activated, event('canceled'), event('uncanceled'), event('deactivated')).canceledAt).toBeNull();
  });

  test('the latest event decides the end date', () => {
    expect(life(event('activated', { endsAt }), event('canceled', { endsAt: endsAt + day })).endsAt).toBe(endsAt + day);
    expect(life(event('activated', { endsAt })).endsAt).toBe(endsAt);
  });

  test('a canceled subscription keeps its last known end date; an uncanceled one loses it', () => {
    expect(life(event('canceled', { endsAt }), event('payment.reminder')).endsAt).toBe(endsAt);
    expect(life(event('canceled', { endsAt }), event('uncanceled')).endsAt).toBeNull();
  });

  test('without an end date, the deactivation is the end', () => {
    expect(life(activated, event('deactivated')).endsAt).toBe(noon + day);
    expect(life(activated).endsAt).toBeNull();
  });
});

describe('a trial', () => {
  const trial = { kind: 'free', endsAt: noon + 14 * day } as const;

  test('ends by its terms, or else at the first charge', () => {
    expect(life(event('activated', { trial })).trialEndsAt).toBe(noon + 14 * day);
    expect(life(onTrial).trialEndsAt).toBe(shown.nextChargeAt);
  });

  test('has no end date once it is over', () => {
    expect(life(event('activated', { trial }), charged)).toMatchObject({ state: 'active', trialEndsAt: null });
  });
});

describe('the details of a subscription', () => {
  test('each detail has its latest known value', () => {
    const paymentMethod = { type: 'creditcard', brand: 'visa', last4: '4242', expires: '2027-03' };
    const begun = event('activated', { paymentMethod });
    const silent = event('updated', {
      ...{ product: null, productPath: null, sku: null, currency: null, price: null, interval: null },
      ...{ intervalLength: null, startedAt: null, initialOrderId: null, accountUrl: null, quantity: 5 },
      ...{ nextChargePreTax: '500.00', nextChargeAt: null, nextChargeTotal: null },
    });
    expect(life(begun, silent)).toEqual({
      subscriptionId: 'sub-1',
      state: 'active',
      product: 'Pro plan',
      productPath: 'pro-monthly',
      sku: 'PRO-M',
      quantity: 5,
      currency: 'EUR',
      price: '238.00',
      monthly: '500.00',
      interval: 'month',
      intervalLength: 1,
      startedAt: noon,
      trialEndsAt: null,
      nextChargeAt: shown.nextChargeAt,
      nextChargeTotal: '238.00',
      nextChargePreTax: '200.00',
      canceledAt: null,
      endsAt: null,
      overdueSince: null,
      changedAt: noon + day,
      live: true,
      declineReason: null,
      paymentMethod,
      initialOrderId: 'order-1',
      accountUrl: 'https://acme.onfastspring.example/account',
    });
  });

  test('a new plan changes the monthly price', () => {
    const yearly = event('updated', { price: '1200.00', interval: 'year', nextChargePreTax: null, quantity: 1 });
    expect(life(event('activated', { nextChargePreTax: null }), yearly).monthly).toBe('100.00');
  });

  test('without a product name it shows the path, or else the id', () => {
    expect(life(event('activated', { product: null })).product).toBe('pro-monthly');
    expect(life(event('activated', { product: null, productPath: null })).product).toBe('sub-1');
  });

  test('a failed charge and a group event have details too', () => {
    expect(life(declined()).sku).toBe('PRO-M');
    expect(life(activated, seen('subscription.group.updated', { sku: 'PRO-Y' })).sku).toBe('PRO-Y');
  });

  test('one test event makes it a test subscription', () => {
    expect(life(activated, { ...charged, live: false }).live).toBe(false);
  });
});

describe('the time of the last change', () => {
  test.each<[string, Fact, number]>([
    ['a renewal is a change', charged, noon + day],
    ['a payment reminder is not', event('payment.reminder'), noon],
    ['a trial reminder is not', event('trial.reminder'), noon],
    ['a group event with the same state is not', inGroup('active'), noon],
    ['an order is not', orderFact(), noon],
  ])('%s', (_what, fact, changedAt) => {
    expect(life(activated, fact).changedAt).toBe(changedAt);
  });

  test('nothing changes after deactivation', () => {
    expect(life(activated, event('deactivated'), event('updated')).changedAt).toBe(noon + day);
  });

  test('an overdue notice does not change a canceled subscription', () => {
    expect(life(activated, event('canceled'), event('payment.overdue')).changedAt).toBe(noon + day);
  });
});
