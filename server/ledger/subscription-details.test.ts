import { describe, expect, test } from 'vitest';
import { noon, orderFact } from '../rules/testing/facts.ts';
import type { Fact } from './fact.ts';
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
} from './testing/subscription-life.ts';

describe('the last days', () => {
  const canceledAt = noon - 5 * day;
  const endsAt = noon + 30 * day;

  test.each(['canceled', 'paused', 'deactivated'])('a %s subscription has no next charge', (type) => {
    expect(life(activated, event(type))).toMatchObject({ nextChargeAt: null, nextChargeTotal: null });
  });

  test.each([activated, onTrial, declined()])('any other has one', (fact) => {
    expect(life(fact)).toMatchObject({ nextChargeAt: shown.nextChargeAt, nextChargeTotal: '238.00' });
  });

  test('it was canceled when its event says so, or when the event happened', () => {
    expect(life(activated, event('canceled', { canceledAt })).canceledAt).toBe(canceledAt);
    expect(life(activated, event('canceled')).canceledAt).toBe(noon + day);
    expect(life(activated, event('deactivated', { canceledAt })).canceledAt).toBe(canceledAt);
    expect(life(activated, event('canceled'), event('uncanceled')).canceledAt).toBeNull();
    expect(life(event('activated', { canceledAt })).canceledAt).toBeNull();
  });

  test('a cancellation that was taken back is forgotten when it ends after all', () => {
    expect(life(activated, event('canceled'), event('uncanceled'), event('deactivated')).canceledAt).toBeNull();
  });

  test('it ends when the latest event says so', () => {
    expect(life(event('activated', { endsAt }), event('canceled', { endsAt: endsAt + day })).endsAt).toBe(endsAt + day);
    expect(life(event('activated', { endsAt })).endsAt).toBe(endsAt);
  });

  test('it ends when it was last said, as long as it does not go on', () => {
    expect(life(event('canceled', { endsAt }), event('payment.reminder')).endsAt).toBe(endsAt);
    expect(life(event('canceled', { endsAt }), event('uncanceled')).endsAt).toBeNull();
  });

  test('it ended when it was deactivated, where nothing says better', () => {
    expect(life(activated, event('deactivated')).endsAt).toBe(noon + day);
    expect(life(activated).endsAt).toBeNull();
  });
});

describe('a trial', () => {
  const trial = { kind: 'free', endsAt: noon + 14 * day } as const;

  test('ends when its terms say so, or else at the first charge', () => {
    expect(life(event('activated', { trial })).trialEndsAt).toBe(noon + 14 * day);
    expect(life(onTrial).trialEndsAt).toBe(shown.nextChargeAt);
  });

  test('that is over has no end any more', () => {
    expect(life(event('activated', { trial }), charged)).toMatchObject({ state: 'active', trialEndsAt: null });
  });
});

describe('what a subscription is', () => {
  test('each point is as it was last said; what an event leaves out says nothing', () => {
    const paymentMethod = { type: 'creditcard', brand: 'visa', last4: '4242' };
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

  test('another plan is another price a month', () => {
    const yearly = event('updated', { price: '1200.00', interval: 'year', nextChargePreTax: null, quantity: 1 });
    expect(life(event('activated', { nextChargePreTax: null }), yearly).monthly).toBe('100.00');
  });

  test('without a name it is called by its path, or else by its id', () => {
    expect(life(event('activated', { product: null })).product).toBe('pro-monthly');
    expect(life(event('activated', { product: null, productPath: null })).product).toBe('sub-1');
  });

  test('a failed charge and a group show it too', () => {
    expect(life(declined()).sku).toBe('PRO-M');
    expect(life(activated, seen('subscription.group.updated', { sku: 'PRO-Y' })).sku).toBe('PRO-Y');
  });

  test('it is one of a test when any event says so', () => {
    expect(life(activated, { ...charged, live: false }).live).toBe(false);
  });
});

describe('when it changed', () => {
  test.each<[string, Fact, number]>([
    ['a renewal changes it', charged, noon + day],
    ['a reminder of the next charge does not', event('payment.reminder'), noon],
    ['a reminder of the end of its trial does not', event('trial.reminder'), noon],
    ['a group that shows it as it was does not', inGroup('active'), noon],
    ['an order that names it does not', orderFact(), noon],
  ])('%s', (_what, fact, changedAt) => {
    expect(life(activated, fact).changedAt).toBe(changedAt);
  });

  test('after its end nothing changes it', () => {
    expect(life(activated, event('deactivated'), event('updated')).changedAt).toBe(noon + day);
  });

  test('a debt does not grow by a reminder of one that runs out', () => {
    expect(life(activated, event('canceled'), event('payment.overdue')).changedAt).toBe(noon + day);
  });
});
