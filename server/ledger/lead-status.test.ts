import { describe, expect, test } from 'vitest';
import {
  type LeadPayments,
  leadStatus,
  recurringOf,
  type StatusOrder,
  type StatusRefund,
  totalsOf,
} from './lead-status.ts';

const order = (change: Partial<StatusOrder> = {}): StatusOrder => ({
  orderId: 'A',
  state: 'completed',
  occurredAt: 1_000,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  live: true,
  forSubscription: false,
  ...change,
});
const refund = (change: Partial<StatusRefund> = {}): StatusRefund => ({
  orderId: 'A',
  kind: 'refund',
  occurredAt: 2_000,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  live: true,
  ...change,
});
const subscription = (state: LeadPayments['subscriptions'][number]['state'], live = true) => ({
  state,
  live,
  currency: 'EUR',
  monthly: '99.00',
});
const payments = (change: Partial<LeadPayments>): LeadPayments => ({
  orders: [],
  refunds: [],
  subscriptions: [],
  ...change,
});

describe('the status of a lead', () => {
  test.each<[string, Partial<LeadPayments>, string]>([
    ['nothing', {}, 'none'],
    ['a failed order', { orders: [order({ state: 'failed' })] }, 'none'],
    ['an order that waits for a wire', { orders: [order({ state: 'payment_pending' })] }, 'pending'],
    ['an order that waits for approval', { orders: [order({ state: 'approval_pending' })] }, 'pending'],
    ['a paid order', { orders: [order()] }, 'paid'],
    ['a test order', { orders: [order({ live: false })] }, 'none'],
    ['a partly refunded order', { orders: [order()], refunds: [refund({ total: '59.50' })] }, 'paid'],
    ['a refunded order', { orders: [order()], refunds: [refund()] }, 'refunded'],
    [
      'an order refunded in two parts',
      { orders: [order()], refunds: [refund({ total: '200' }), refund({ total: '38' })] },
      'refunded',
    ],
    ['one of two orders refunded', { orders: [order(), order({ orderId: 'B' })], refunds: [refund()] }, 'paid'],
    ['a chargeback', { orders: [order()], refunds: [refund({ kind: 'chargeback' })] }, 'chargeback'],
    [
      'a chargeback, and a payment since',
      { orders: [order(), order({ orderId: 'B', occurredAt: 3_000 })], refunds: [refund({ kind: 'chargeback' })] },
      'paid',
    ],
    [
      'a chargeback, and a free trial since',
      {
        orders: [order(), order({ orderId: 'B', total: '0', occurredAt: 3_000 })],
        refunds: [refund({ kind: 'chargeback' })],
      },
      'chargeback',
    ],
    [
      'a refund in another currency',
      { orders: [order()], refunds: [refund({ currency: 'JPY', total: '38000' })] },
      'paid',
    ],
    ['an active subscription', { subscriptions: [subscription('active')] }, 'paid'],
    ['a paused subscription', { subscriptions: [subscription('paused')] }, 'paid'],
    ['a test subscription', { subscriptions: [subscription('active', false)] }, 'none'],
    ['a trial', { subscriptions: [subscription('trial')], orders: [order({ total: '0', tax: '0' })] }, 'trial'],
    [
      'an overdue renewal beside an active plan',
      { subscriptions: [subscription('active'), subscription('overdue')] },
      'overdue',
    ],
    [
      'a plan that runs out',
      { subscriptions: [subscription('canceled')], orders: [order({ forSubscription: true })] },
      'canceled',
    ],
    [
      'one plan runs out, another goes on',
      { subscriptions: [subscription('canceled'), subscription('active')] },
      'paid',
    ],
    [
      'a plan that is over',
      { subscriptions: [subscription('deactivated')], orders: [order({ forSubscription: true })] },
      'ended',
    ],
    [
      'a plan that is over, and something bought for good',
      { subscriptions: [subscription('deactivated')], orders: [order()] },
      'paid',
    ],
    [
      'all was given back, the plan still runs',
      { subscriptions: [subscription('active')], orders: [order({ forSubscription: true })], refunds: [refund()] },
      'refunded',
    ],
  ])('%s: %s', (_name, given, status) => {
    expect(leadStatus(payments(given))).toBe(status);
  });
});

test('totals are those of the contract, per currency, without test orders', () => {
  expect(
    totalsOf(
      payments({
        orders: [
          order(),
          order({ orderId: 'B', currency: 'JPY', total: '5380', tax: '489' }),
          order({ orderId: 'C', live: false, total: '999' }),
          order({ orderId: 'D', state: 'payment_pending', total: '999' }),
        ],
        refunds: [refund({ total: '59.50', tax: '9.50' }), refund({ orderId: 'B', live: false, total: '5' })],
      }),
    ),
  ).toEqual([
    { currency: 'EUR', paid: '238', tax: '38', refunded: '59.5', net: '150' },
    { currency: 'JPY', paid: '5380', tax: '489', refunded: '0', net: '4891' },
  ]);
});

test('what was given back stands in its own currency', () => {
  const refunds = [refund({ currency: 'USD', total: '250', tax: '40' })];
  expect(totalsOf(payments({ orders: [order()], refunds }))).toEqual([
    { currency: 'EUR', paid: '238', tax: '38', refunded: '0', net: '200' },
    { currency: 'USD', paid: '0', tax: '0', refunded: '250', net: '-210' },
  ]);
});

test.each([
  ['all of it', [refund({ kind: 'chargeback', tax: '0' })], '238', '0'],
  ['half of it', [refund({ kind: 'chargeback', total: '119', tax: '0' })], '119', '100'],
  [
    'what a refund had left',
    [refund({ total: '59.50', tax: '9.50' }), refund({ kind: 'chargeback', total: '178.50', tax: '0' })],
    '238',
    '0',
  ],
])('a bank takes back %s with its share of the tax', (_what, refunds, refunded, net) => {
  expect(totalsOf(payments({ orders: [order()], refunds }))).toMatchObject([{ refunded, net }]);
});

test('several customers of one lead are summed, whoever paid', () => {
  const both = payments({
    orders: [
      order(),
      order({ orderId: 'B', state: 'payment_pending' }),
      order({ orderId: 'C', forSubscription: true }),
    ],
    subscriptions: [subscription('overdue'), subscription('deactivated')],
  });
  expect(leadStatus(both)).toBe('overdue');
  expect(totalsOf(both)).toMatchObject([{ paid: '476' }]);
});

test('only what will be charged again recurs', () => {
  const states = ['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'] as const;
  expect(recurringOf(payments({ subscriptions: states.map((state) => subscription(state)) }))).toEqual([
    { currency: 'EUR', monthly: '198' },
  ]);
  expect(recurringOf(payments({ subscriptions: [subscription('active', false)] }))).toEqual([]);
});
