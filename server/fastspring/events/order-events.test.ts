import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import type { Fact, OrderDetails } from '../../ledger/fact.ts';
import { readEvent } from './index.ts';

const changed = at - 5_000;
const order = {
  id: 'O-1',
  reference: 'ACM251120-1042',
  changed,
  currency: 'EUR',
  total: 238,
  tax: 38,
  discount: 20.5,
  payoutCurrency: 'USD',
  totalInPayoutCurrency: 258.4,
  invoiceUrl: 'https://acme.onfastspring.example/invoice/1',
  payment: { type: 'creditcard', creditcard: 'visa', cardEnding: '4242' },
  address: { country: 'DE' },
  account: 'A-1',
  quote: 'Q-1',
  reason: 'wireTransfer',
  tags: { lead: '152464' },
  items: [
    { product: 'pro', display: 'Pro plan', sku: 'PRO-M', quantity: 2, subtotal: 200, subscription: 'S-1' },
    null,
    { product: 'help', quantity: 1, subtotal: 0 },
  ],
};

function orderIn(data: object, type = 'order.completed'): OrderDetails {
  const [fact] = readFacts(type, data);
  if (fact?.kind !== 'order') throw new Error('That states no order');
  return fact.order;
}

test('an order is read in full', () => {
  expect(readFacts('order.completed', order)).toEqual<Fact[]>([
    {
      kind: 'order',
      key: 'order.completed:O-1',
      type: 'order.completed',
      occurredAt: changed,
      live: true,
      orderId: 'O-1',
      subscriptionId: 'S-1',
      customer: {
        fastspringAccountId: 'A-1',
        email: null,
        name: null,
        company: null,
        country: 'DE',
        phone: null,
      },
      state: 'completed',
      orderKind: 'purchase',
      order: {
        reference: 'ACM251120-1042',
        currency: 'EUR',
        total: '238',
        tax: '38',
        discount: '20.5',
        payoutCurrency: 'USD',
        payoutTotal: '258.4',
        country: 'DE',
        invoiceUrl: 'https://acme.onfastspring.example/invoice/1',
        payment: { type: 'creditcard', brand: 'visa', last4: '4242' },
        items: [
          { product: 'Pro plan', productPath: 'pro', sku: 'PRO-M', quantity: 2, total: '200', subscriptionId: 'S-1' },
          { product: 'help', productPath: 'help', sku: null, quantity: 1, total: '0', subscriptionId: null },
        ],
        tags: { lead: '152464' },
        quoteId: 'Q-1',
        reason: 'wireTransfer',
      },
      subscription: null,
    },
  ]);
});

test('a completed order shows by its items the subscriptions that it started', () => {
  const started = { id: 'S-2', state: 'trial', live: false };
  const items = ['S-1', started, { state: 'active' }, { id: 'S-3' }, null].map((subscription) => ({ subscription }));
  const [, ...shown] = readFacts('order.completed', { ...order, items });
  expect(shown).toMatchObject([
    {
      kind: 'snapshot',
      key: 'order.completed:O-1/S-2',
      occurredAt: changed,
      reportedAt: at,
      live: false,
      orderId: null,
      subscriptionId: 'S-2',
      customer: { fastspringAccountId: 'A-1' },
      subscription: { state: 'trial' },
    },
  ]);
  expect(readFacts('order.failed', { ...order, items })).toHaveLength(1);
});

test('missing fields of an order stay empty; a missing discount is zero', () => {
  expect(orderIn({ order: 'O-1', total: 5, currency: 'EUR' })).toMatchObject({
    reference: null,
    currency: 'EUR',
    total: '5',
    discount: '0',
    payoutCurrency: null,
    payoutTotal: null,
    country: null,
    invoiceUrl: null,
    payment: null,
    items: [],
    tags: {},
    quoteId: null,
    reason: null,
  });
});

test.each([
  ['is none where nothing was paid', 0, '0'],
  ['is not known of what was paid', 5, null],
])('a missing tax of an order %s', (_what, total, tax) => {
  expect(orderIn({ id: 'O-1', total, currency: 'EUR' }).tax).toBe(tax);
});

test.each([
  ['no currency', { ...order, currency: null }, 'it has no total or no currency'],
  ['no total', { ...order, total: null }, 'it has no total or no currency'],
  ['no id', { ...order, id: null }, 'it has no order id'],
])('an order with %s cannot be read', (_what, data, reason) => {
  expect(() => readFacts('order.completed', data)).toThrow(reason);
});

test.each([
  ['order.completed', 'completed'],
  ['order.failed', 'failed'],
  ['order.canceled', 'canceled'],
  ['order.payment.pending', 'payment_pending'],
  ['order.approval.pending', 'approval_pending'],
])('%s means %s, even if its data contradicts it', (type, state) => {
  for (const completed of [true, false]) {
    expect(readFacts(type, { ...order, completed })).toMatchObject([{ key: `${type}:O-1`, state }]);
  }
});

test('amounts with floating-point noise are rounded to the intended cents', () => {
  const total = '{"id":"O-1","currency":"EUR","total":29.989999999999998436805981327779591083526611328125,"tax":0}';
  const reading = readEvent({ type: 'order.completed', live: true, createdAt: at, receivedAt: at, payload: total });
  expect(reading).toMatchObject({ facts: [{ order: { total: '29.99', tax: '0' } }] });
});

test('the order id is `id`, otherwise `order`', () => {
  expect(readFacts('order.completed', { ...order, order: 'O-2' })[0]?.orderId).toBe('O-1');
  expect(readFacts('order.completed', { ...order, id: null, order: 'O-2' })[0]?.orderId).toBe('O-2');
});

test('an order in test mode is not live', () => {
  expect(readFacts('order.completed', { ...order, live: false })[0]?.live).toBe(false);
  expect(readFacts('order.completed', { ...order, live: true })[0]?.live).toBe(true);
});

test('the first subscription among the items is the order’s', () => {
  const items = [
    { product: 'help' },
    { product: 'pro', subscription: { id: 'S-2' } },
    { product: 'x', subscription: 'S-3' },
  ];
  expect(readFacts('order.completed', { ...order, items })[0]?.subscriptionId).toBe('S-2');
  expect(readFacts('order.completed', { ...order, items: [] })[0]?.subscriptionId).toBeNull();
});

test('an invoice address with `null` in it is dropped', () => {
  expect(
    orderIn({ ...order, invoiceUrl: 'https://acme.onfastspring.example/account/order/null/invoice' }).invoiceUrl,
  ).toBeNull();
});

describe('the country comes from', () => {
  const account = { id: 'A-1', country: 'AT', address: { country: 'CH' } };

  test.each([
    ['the order’s address', { account }, 'DE'],
    ['the account', { account, address: null }, 'AT'],
    ['the account’s address', { account: { ...account, country: null }, address: {} }, 'CH'],
  ])('%s', (_where, data, country) => {
    expect(orderIn({ ...order, ...data }).country).toBe(country);
  });
});

describe('the payment method', () => {
  test.each<[string, object, OrderDetails['payment']]>([
    [
      'by card',
      { payment: { type: 'creditcard', creditcard: 'visa', cardEnding: '4242' } },
      { type: 'creditcard', brand: 'visa', last4: '4242' },
    ],
    ['by bank', { payment: { type: 'bank', bank: 'ideal' } }, { type: 'bank', brand: 'ideal', last4: null }],
    ['not yet', { payment: {} }, null],
    [
      'by a card in the older shape',
      { payment: null, paymentMethodType: 'CARD', lastFourDigits: '****4242' },
      { type: 'CARD', brand: null, last4: '4242' },
    ],
    [
      'by a card in both shapes',
      { payment: { type: 'creditcard', cardEnding: '1111' }, paymentMethodType: 'CARD', lastFourDigits: '****4242' },
      { type: 'creditcard', brand: null, last4: '1111' },
    ],
    [
      'by a card that has only its digits',
      { payment: {}, lastFourDigits: '4242' },
      { type: null, brand: null, last4: '4242' },
    ],
  ])('%s', (_how, data, payment) => {
    expect(orderIn({ ...order, payment: null, ...data }).payment).toEqual(payment);
  });
});

describe('an item', () => {
  const product = { product: 'pro', display: { en: 'Pro plan' }, sku: 'PRO-P' };

  test.each<[string, object, object]>([
    [
      'is named by its display name',
      { display: { en: 'Pro, twice' }, product },
      { product: 'Pro, twice', productPath: 'pro' },
    ],
    ['is named by its product’s display name', { product }, { product: 'Pro plan' }],
    ['is named by its product’s path', { product: 'pro', sku: 'PRO-M' }, { product: 'pro' }],
    ['is named by its SKU', { sku: 'PRO-M' }, { product: 'PRO-M', productPath: null }],
    ['may have no name', {}, { product: '', sku: null, subscriptionId: null }],
    ['has its own SKU', { product, sku: 'PRO-M' }, { sku: 'PRO-M' }],
    ['has its product’s SKU', { product }, { sku: 'PRO-P' }],
    ['has a quantity of one by default', { product }, { quantity: 1 }],
    ['may have a quantity of zero', { product, quantity: 0 }, { quantity: 0 }],
    ['costs its subtotal, not its total', { product, subtotal: '200.00', total: 238 }, { total: '200' }],
    ['costs its total when there is no subtotal', { product, total: 238 }, { total: '238' }],
    ['costs zero when there is no amount', { product }, { total: '0' }],
    ['has its subscription’s id', { product, subscription: { subscription: 'S-1' } }, { subscriptionId: 'S-1' }],
  ])('%s', (_what, item, expected) => {
    expect(orderIn({ ...order, items: [item] }).items).toMatchObject([expected]);
  });
});
