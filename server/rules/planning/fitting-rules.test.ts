import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chargeFailedFact,
  customer,
  orderFact,
  refundFact,
  refundRequestFact,
  subscriptionFact,
} from '../../../testing/server/rules/facts.ts';
import type { Fact } from '../../ledger/fact.ts';
import { compare } from '../../ledger/money.ts';
import { type Purchase, purchases } from '../../ledger/purchase.ts';
import { canFit } from '../settings/conditions.ts';
import { readSettings } from '../settings/settings.ts';
import { askForPurchase, fittingRules } from './fitting-rules.ts';

const lead = { pipelineId: 10 };

function fits(fact: Fact, condition: object, purchase: Purchase | null = null): boolean {
  const { rules } = readSettings({ rules: [{ on: fact.type, ...condition }] });
  return fittingRules(rules, { fact, lead, purchase }).length === 1;
}

const over = (atLeast: string | null, atMost: string | null = null, currency = 'EUR') => ({
  amount: { currency, atLeast, atMost },
});

describe('an amount', () => {
  test.each<[string, object, boolean]>([
    ['at least less', over('237.99'), true],
    ['at least the same', over('238'), true],
    ['at least more', over('238.01'), false],
    ['at most more', over(null, '238.01'), true],
    ['at most the same', over(null, '238.00'), true],
    ['at most less', over(null, '237.99'), false],
    ['between both', over('200', '300'), true],
    ['above both', over('100', '200'), false],
    ['in another currency', over('1', null, 'USD'), false],
    ['with more digits than a float', over('237.9999', '238.0001'), true],
  ])('%s', (_what, condition, isFitting) => {
    expect(fits(orderFact(), condition)).toBe(isFitting);
  });

  test('of a refund is what is given back; a subscription has none', () => {
    const refund = refundFact();
    expect(fits(refund, over(refund.total, refund.total, refund.currency))).toBe(true);
    const { rules } = readSettings({ rules: [{ on: 'order.completed', ...over('1') }] });
    const activated = subscriptionFact('subscription.activated');
    const forSubscription = rules.map((rule) => ({ ...rule, on: 'subscription.activated' as const }));
    expect(fittingRules(forSubscription, { fact: activated, lead, purchase: null })).toEqual([]);
  });

  test('is compared exactly', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 4 }))
      .map(([units, places]) => {
        const digits = units.toString().padStart(places + 1, '0');
        return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
      })
      .filter((amount) => /^\d{1,15}(\.|$)/.test(amount));
    fc.assert(
      fc.property(decimal, decimal, (total, bound) => {
        const fact = orderFact({ order: { total } });
        expect(fits(fact, over(bound))).toBe(compare(total, bound) >= 0);
        expect(fits(fact, over(null, bound))).toBe(compare(total, bound) <= 0);
      }),
    );
  });
});

describe('a country', () => {
  const inGermany = { countries: ['FR', 'de'] };

  test.each<[string, Fact, boolean]>([
    ['of the order', orderFact(), true],
    ['of another order', orderFact({ order: { country: 'US' } }), false],
    ['of the customer where the order has none', orderFact({ order: { country: null } }), true],
    ['of nobody', orderFact({ order: { country: null }, customer: { ...customer, country: null } }), false],
    ['of a subscription’s customer', subscriptionFact('subscription.canceled'), true],
    ['of a failed charge', chargeFailedFact(null), true],
  ])('%s', (_what, fact, isFitting) => {
    expect(fits(fact, inGermany)).toBe(isFitting);
  });

  test('that nobody asks for excludes nothing', () => {
    expect(fits(orderFact({ order: { country: null } }), { countries: [] })).toBe(true);
  });
});

describe('a purchase', () => {
  test.each(purchases)('%s fits itself alone', (asked) => {
    for (const purchase of [...purchases, null]) {
      expect(fits(orderFact(), { purchase: asked }, purchase)).toBe(purchase === asked);
    }
  });

  test('is read only for rules that ask for it', () => {
    expect(askForPurchase(readSettings({ rules: [{ on: 'order.completed' }] }).rules)).toBe(false);
    const asking = { on: 'order.completed', purchase: 'first' };
    expect(askForPurchase(readSettings({ rules: [asking] }).rules)).toBe(true);
    expect(askForPurchase(readSettings({ rules: [{ on: 'order.completed' }, asking] }).rules)).toBe(true);
  });
});

test('a refund that is only requested fits no rule', () => {
  expect(fits(refundRequestFact(), {})).toBe(false);
});

test('a rule fits exactly where each of its conditions fits alone', () => {
  const conditions = [
    fc.constantFrom(...['1', '238', '500'].map((bound) => over(bound))),
    fc.constantFrom({ countries: ['DE'] }, { countries: ['US', 'FR'] }),
    fc.constantFrom(...purchases.map((purchase) => ({ purchase }))),
    fc.constantFrom({ sku: 'PRO-*' }, { sku: 'BASIC-*' }),
    fc.constantFrom({ pipelineId: 10 }, { pipelineId: 11 }),
  ].map((condition) => fc.option<object, object>(condition, { nil: {} }));
  fc.assert(
    fc.property(fc.tuple(...conditions), fc.constantFrom(...purchases, null), (each, purchase) => {
      const whole = Object.assign({}, ...each);
      expect(fits(orderFact(), whole, purchase)).toBe(each.every((one) => fits(orderFact(), one, purchase)));
    }),
  );
});

test('the event types with each condition', () => {
  expect(canFit('amount', 'return.created')).toBe(true);
  expect(canFit('amount', 'subscription.activated')).toBe(false);
  expect(canFit('countries', 'chargeback.created')).toBe(false);
  expect(canFit('countries', 'subscription.activated')).toBe(true);
  expect(canFit('purchase', 'subscription.group.payment.charge.completed')).toBe(true);
  expect(canFit('purchase', 'order.payment.pending')).toBe(false);
  expect(canFit('countries', 'invoice.reminder.email')).toBe(false);
  expect(canFit('purchase', 'subscription.unheard.of')).toBe(false);
});
