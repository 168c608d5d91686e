import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import type { Fact } from '../../ledger/fact.ts';

const changed = at - 5_000;
const returned = {
  return: 'R-1',
  reference: 'ACM251120-1042X',
  changed,
  currency: 'EUR',
  totalReturn: 59.5,
  tax: 9.5,
  reason: 'Product not as expected',
  original: { id: 'O-1', reference: 'ACM251120-1042', total: 238, currency: 'EUR' },
  customer: { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' },
  account: 'A-1',
  items: [{ product: 'pro', display: 'Pro plan', sku: 'PRO-M', quantity: 0, subtotal: 50 }],
};

test('a refund is read in full', () => {
  expect(readFacts('return.created', returned)).toEqual<Fact[]>([
    {
      kind: 'refund',
      key: 'return.created:R-1',
      type: 'return.created',
      occurredAt: changed,
      live: true,
      orderId: 'O-1',
      subscriptionId: null,
      customer: {
        fastspringAccountId: 'A-1',
        email: 'anna@acme.example',
        name: 'Anna Schmidt',
        company: null,
        country: null,
        phone: null,
      },
      refundKind: 'refund',
      refundId: 'R-1',
      reference: 'ACM251120-1042X',
      orderReference: 'ACM251120-1042',
      currency: 'EUR',
      total: '59.5',
      tax: '9.5',
      reason: 'Product not as expected',
      full: false,
      items: [
        { product: 'Pro plan', productPath: 'pro', sku: 'PRO-M', quantity: 0, total: '50', subscriptionId: null },
      ],
    },
  ]);
});

test('a refund that FastSpring has not completed is a request under a key of its own', () => {
  const [refund] = readFacts('return.created', { ...returned, completed: true });
  expect(readFacts('return.created', { ...returned, completed: false })).toEqual([
    { ...refund, kind: 'refund_request', key: 'return.requested:R-1' },
  ]);
});

test.each<[string, object, object, string]>([
  ['has its share of the order’s tax', {}, { tax: 19 }, '9.50'],
  ['has all of the order’s tax when it is full', { totalReturn: 119 }, { tax: 19 }, '19'],
  ['never has more than the order’s tax', { totalReturn: 238 }, { tax: 19 }, '19'],
  ['of an order without tax has none', {}, { tax: 0 }, '0.00'],
  ['of an order without a currency has its share', {}, { tax: 19, currency: null }, '9.50'],
  ['in another currency than its order has none', { currency: 'USD' }, { tax: 19 }, '0'],
  ['of an order that does not show its tax has none', {}, { tax: null }, '0'],
  ['of an order that does not show its total has none', {}, { tax: 19, total: null }, '0'],
  ['that says so itself keeps its word', { tax: 0 }, { tax: 19 }, '0'],
])('a refund that names no tax %s', (_what, change, tax, expected) => {
  const original = { id: 'O-1', total: 119, currency: 'EUR', ...tax };
  expect(readFacts('return.created', { ...returned, tax: null, ...change, original })).toMatchObject([
    { tax: expected },
  ]);
});

describe('a refund', () => {
  const read = (change: object) => readFacts('return.created', { ...returned, ...change });

  test.each<[string, object, object]>([
    ['takes its id from `id` in the older shape', { return: null, id: 'R-2' }, { refundId: 'R-2' }],
    ['prefers `return` to `id`', { id: 'R-2' }, { refundId: 'R-1' }],
    [
      'takes the order id from `order` in the older shape',
      { original: { order: 'O-2' } },
      { orderId: 'O-2', orderReference: null },
    ],
    ['uses the order’s currency when it has none', { currency: null }, { currency: 'EUR' }],
    ['prefers its own currency', { currency: 'USD' }, { currency: 'USD' }],
    ['may be full', { totalReturn: '238.00' }, { full: true }],
    ['is full when it exceeds the order', { totalReturn: 240 }, { full: true }],
    ['may be of an order without a total', { original: { id: 'O-1' } }, { full: null }],
    ['is dated by its event when it has no date', { changed: null }, { occurredAt: at }],
    ['may be in test mode', { live: false }, { live: false }],
    ['of a test order is in test mode', { original: { ...returned.original, live: false } }, { live: false }],
  ])('%s', (_what, change, expected) => {
    expect(read(change)).toMatchObject([expected]);
  });

  test.each<[string, object, string]>([
    ['an id', { return: null }, 'it has no return id'],
    ['its order', { original: null }, 'it does not name the order that was refunded'],
    ['its order’s id', { original: { total: 238 } }, 'it does not name the order that was refunded'],
    ['an amount', { totalReturn: null }, 'it has no amount or no currency'],
    ['a currency', { currency: null, original: { id: 'O-1' } }, 'it has no amount or no currency'],
  ])('without %s cannot be read', (_what, change, reason) => {
    expect(() => read(change)).toThrow(reason);
  });
});

describe('a chargeback', () => {
  const chargeback = {
    id: 'O-1',
    order: 'O-1',
    processorCaseId: 'case-1',
    creationDate: 'Fri May 09 17:00:00 UTC 2025',
    chargebackAmount: 238,
    currency: 'EUR',
    reasonCode: '4837',
    reasonDescription: 'FRAUDULENT',
  };
  const read = (change: object) => readFacts('chargeback.created', { ...chargeback, ...change });

  test('is read in full, without a customer', () => {
    expect(read({})).toEqual<Fact[]>([
      {
        kind: 'refund',
        key: 'chargeback.created:case-1',
        type: 'chargeback.created',
        occurredAt: Date.UTC(2025, 4, 9, 17),
        live: true,
        orderId: 'O-1',
        subscriptionId: null,
        customer: { fastspringAccountId: null, email: null, name: null, company: null, country: null, phone: null },
        refundKind: 'chargeback',
        refundId: 'case-1',
        reference: null,
        orderReference: null,
        currency: 'EUR',
        total: '238',
        tax: '0',
        reason: 'FRAUDULENT',
        full: null,
        items: [],
      },
    ]);
  });

  test.each<[string, object, object]>([
    ['uses its own id when it has no case', { processorCaseId: null, id: 'C-1' }, { refundId: 'C-1' }],
    ['uses the order id when it has neither', { processorCaseId: null, id: null }, { refundId: 'O-1' }],
    ['takes the order id from `id`', { order: null, id: 'O-9' }, { orderId: 'O-9' }],
    ['uses the code as the reason', { reasonDescription: null }, { reason: '4837' }],
    ['is dated by its event when it has no date', { creationDate: null }, { occurredAt: at }],
    ['may be in test mode', { live: false }, { live: false }],
  ])('%s', (_what, change, expected) => {
    expect(read(change)).toMatchObject([expected]);
  });

  test.each<[string, object, string]>([
    ['its order', { order: null, id: null }, 'it does not name its order'],
    ['an amount', { chargebackAmount: null }, 'it has no amount or no currency'],
    ['a currency', { currency: null }, 'it has no amount or no currency'],
  ])('without %s cannot be read', (_what, change, reason) => {
    expect(() => read(change)).toThrow(reason);
  });
});
