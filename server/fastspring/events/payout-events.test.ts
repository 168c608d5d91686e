import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';

const payout = {
  orderId: 'O-1',
  order: { id: 'O-1', changed: at - 5_000 },
  account: 'A-1',
  subtractions: { fastspring: { amount: '14.50', currency: 'USD' } },
  payouts: [{ payee: 'acme', payout: '180.10', currency: 'USD' }],
};
const read = (change: object) => readFacts('payoutEntry.created', { ...payout, ...change });

test('a payout has FastSpring’s fee and the net amount of an order', () => {
  expect(read({})).toEqual([
    {
      kind: 'payout',
      key: 'payoutEntry.created:O-1',
      type: 'payoutEntry.created',
      occurredAt: at - 5_000,
      live: true,
      orderId: 'O-1',
      subscriptionId: null,
      customer: { fastspringAccountId: 'A-1', email: null, name: null, company: null, country: null, phone: null },
      returnId: null,
      paidOrder: null,
      payoutCurrency: 'USD',
      fee: '14.5',
      net: '180.1',
    },
  ]);
});

test('the payout of a return is a fact beside the order’s', () => {
  const returned = { orderId: null, order: null, return: { return: 'R-1', changed: at - 1, original: { id: 'O-1' } } };
  expect(read(returned)).toMatchObject([
    { key: 'payoutEntry.created:R-1', orderId: 'O-1', returnId: 'R-1', paidOrder: null, occurredAt: at - 1 },
  ]);
});

test.each<[string, unknown]>([
  ['an object', { return: 'R-1' }],
  ['an id', 'R-1'],
])('the payout of a return names the return alone without expansion: as %s', (_how, returned) => {
  expect(read({ orderId: null, order: null, return: returned })).toMatchObject([
    { key: 'payoutEntry.created:R-1', orderId: null, returnId: 'R-1', paidOrder: null },
  ]);
});

test('a payout shows the order that it pays out, but a return’s does not', () => {
  const order = { id: 'O-1', total: 238, tax: 38, currency: 'EUR' };
  const paidOrder = { orderKind: 'purchase', order: { total: '238', tax: '38', currency: 'EUR' } };
  expect(read({ order })).toMatchObject([{ orderId: 'O-1', paidOrder }]);
  expect(read({ order, return: 'R-1' })).toMatchObject([{ orderId: 'O-1', returnId: 'R-1', paidOrder: null }]);
});

describe('a payout', () => {
  const split = [
    { payout: '100.10', currency: 'USD' },
    null,
    { payout: '80', currency: 'USD' },
    { payout: null, currency: 'USD' },
    { payout: '7', currency: 'EUR' },
  ];

  test.each<[string, object, object]>([
    ['to several payees is summed in one currency', { payouts: split }, { payoutCurrency: 'USD', net: '180.1' }],
    ['without payees has no net amount', { payouts: [] }, { payoutCurrency: 'USD', fee: '14.5', net: null }],
    ['without subtractions has no fee', { subtractions: null }, { fee: null, net: '180.1' }],
    ['with other subtractions has no fee', { subtractions: {} }, { fee: null }],
    ['takes its order id from the order', { orderId: null }, { orderId: 'O-1' }],
    ['takes its order id from the order’s `order`', { orderId: null, order: { order: 'O-2' } }, { orderId: 'O-2' }],
    ['prefers its own order id', { orderId: 'O-3' }, { orderId: 'O-3', key: 'payoutEntry.created:O-3' }],
    ['is dated by its event when its order is only an id', { order: 'O-1' }, { occurredAt: at }],
    ['may be in test mode', { live: false }, { live: false }],
    ['of a test order is in test mode', { order: { id: 'O-1', live: false } }, { live: false }],
  ])('%s', (_what, change, expected) => {
    expect(read(change)).toMatchObject([expected]);
  });

  test.each<[string, object, string]>([
    ['without an order and a return', { orderId: null, order: null }, 'it names no order and no return'],
    ['without a currency', { payouts: [], subtractions: null }, 'it has no currency'],
    ['with no fee of FastSpring’s to name one', { payouts: [], subtractions: {} }, 'it has no currency'],
    [
      'without a currency of its fee',
      { payouts: [], subtractions: { fastspring: { amount: 5 } } },
      'it has no currency',
    ],
  ])('%s cannot be read', (_what, change, reason) => {
    expect(() => read(change)).toThrow(reason);
  });
});
