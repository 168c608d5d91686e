import { describe, expect, test } from 'vitest';
import {
  chargeFailedFact,
  customer,
  noticeFact,
  orderFact,
  proPlan,
  refundFact,
  refundRequestFact,
  subscriptionFact,
} from '../../../testing/server/rules/facts.ts';
import type { Fact } from '../../ledger/fact.ts';
import type { Placeholder } from '../settings/placeholders.ts';
import { placeholderValues, productNamesOf } from './fact-values.ts';

const support = { ...proPlan, product: 'Support', sku: null, productPath: 'support', quantity: 1 };
const fullRefund = refundFact({ items: [proPlan, support], reason: 'DUPLICATE_ORDER' });
const [ends, trialEnds] = [Date.UTC(2026, 11, 5), Date.UTC(2026, 10, 27)];
const trial = { kind: 'free', endsAt: trialEnds } as const;

describe('in a task’s text', () => {
  test.each<[Placeholder, string, Fact, string]>([
    ['customer', 'the name', orderFact(), 'Anna Schmidt'],
    [
      'customer',
      'the address of a nameless one',
      orderFact({ customer: { ...customer, name: null } }),
      customer.email ?? '',
    ],
    ['customer', 'nothing of an unknown one', orderFact({ customer: { ...customer, name: null, email: null } }), ''],
    ['email', 'the address', orderFact(), 'anna@acme.example'],
    ['email', 'nothing when it is unknown', orderFact({ customer: { ...customer, email: null } }), ''],
    ['company', 'the company', orderFact(), 'Acme GmbH'],
    ['company', 'nothing of a person', orderFact({ customer: { ...customer, company: null } }), ''],
    [
      'product',
      'the products without their numbers',
      orderFact({ order: { items: [proPlan, support] } }),
      'Pro plan, Support',
    ],
    ['product', 'those given back', fullRefund, 'Pro plan, Support'],
    ['product', 'the subscription’s', subscriptionFact('subscription.canceled'), 'Pro plan'],
    ['product', 'nothing of a quote', noticeFact('quote.created', {}), ''],
    ['quantity', 'all items together', orderFact({ order: { items: [proPlan, support] } }), '3'],
    ['quantity', 'the subscription’s', subscriptionFact('subscription.canceled'), '2'],
    ['quantity', 'nothing of a quote', noticeFact('quote.created', {}), ''],
    ['amount', 'the order’s total', orderFact(), '€238.00'],
    ['amount', 'what was given back', fullRefund, '€23.80'],
    ['amount', 'what is asked back', refundRequestFact(), '€23.80'],
    [
      'amount',
      'what comes next, not the price',
      subscriptionFact('subscription.payment.overdue', { subscription: { nextChargeTotal: '199.00' } }),
      '€199.00',
    ],
    [
      'amount',
      'the price when the next charge is unknown',
      subscriptionFact('subscription.payment.overdue', { subscription: { nextChargeTotal: null } }),
      '€238.00',
    ],
    [
      'amount',
      'nothing without a currency',
      subscriptionFact('subscription.payment.overdue', { subscription: { currency: null } }),
      '',
    ],
    [
      'amount',
      'nothing without a price',
      subscriptionFact('subscription.payment.overdue', { subscription: { nextChargeTotal: null, price: null } }),
      '',
    ],
    ['reference', 'the order’s', orderFact(), 'ACM261120-1042'],
    ['reference', 'that of the order given back', fullRefund, 'ACM261120-1042'],
    ['reference', 'nothing of a subscription', subscriptionFact('subscription.canceled'), ''],
    ['reason', 'why an order failed', orderFact({ order: { reason: 'PAYMENT' } }), 'the payment was declined'],
    ['reason', 'why it was given back', fullRefund, 'duplicate order'],
    ['reason', 'why it is asked back', refundRequestFact({ reason: 'DUPLICATE_ORDER' }), 'duplicate order'],
    ['reason', 'why it could not be charged', chargeFailedFact('EXPIRED_CARD'), 'the card has expired'],
    [
      'reason',
      'why it was declined before',
      subscriptionFact('subscription.payment.overdue', { subscription: { declineReason: 'EXPIRED_CARD' } }),
      'the card has expired',
    ],
    ['reason', 'nothing of a quote', noticeFact('quote.created', {}), ''],
    [
      'date',
      'the end, before any other',
      subscriptionFact('subscription.canceled', { subscription: { endsAt: ends, trial } }),
      'Dec 5, 2026',
    ],
    ['date', 'the trial’s end before the charge', subscriptionFact('x', { subscription: { trial } }), 'Nov 27, 2026'],
    ['date', 'the next charge', subscriptionFact('subscription.activated'), 'Dec 20, 2026'],
    ['date', 'nothing of a purchase', orderFact(), ''],
    ['link', 'where the customer manages it', subscriptionFact('x'), 'https://acme.onfastspring.example/account'],
    ['link', 'nothing of a purchase', orderFact(), ''],
  ])('{%s} is %s', (placeholder, _what, fact, text) => {
    expect(placeholderValues(fact, 'en')[placeholder]).toBe(text);
  });

  test('amounts, days and reasons are in the account’s language', () => {
    const values = placeholderValues(chargeFailedFact('EXPIRED_CARD'), 'es');
    expect(values).toMatchObject({ amount: '238,00\u00a0€', date: '20 dic 2026', reason: 'la tarjeta está vencida' });
  });
});

test.each<[string, Fact, readonly string[]]>([
  ['an order’s items', orderFact({ order: { items: [proPlan, support] } }), ['PRO-M', 'pro-monthly', 'support']],
  ['the items given back', refundFact({ items: [support] }), ['support']],
  ['a subscription', subscriptionFact('subscription.activated'), ['PRO-M', 'pro-monthly']],
  ['a charge of an unknown subscription', { ...chargeFailedFact(null), subscription: null }, []],
  ['a quote', noticeFact('quote.created', {}), []],
])('the rules’ patterns are held against the names of %s', (_what, fact, names) => {
  expect(productNamesOf(fact)).toEqual(names);
});
