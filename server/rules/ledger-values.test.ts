import { describe, expect, test } from 'vitest';
import { type AccountFormats, type LeadLedger, ledgerFieldValues } from './ledger-values.ts';
import type { LedgerField } from './settings/ledger-fields.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

type Order = LeadLedger['orders'][number];
const order = (change: Partial<Order> = {}): Order => ({
  orderId: 'order-1',
  state: 'completed',
  occurredAt: noon,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  live: true,
  subscriptionIds: [],
  country: 'DE',
  ...change,
});

type Subscription = LeadLedger['subscriptions'][number];
const subscription = (change: Partial<Subscription> = {}): Subscription => ({
  subscriptionId: 'sub-1',
  state: 'active',
  currency: 'EUR',
  monthly: '99.00',
  live: true,
  startedAt: noon,
  nextChargeAt: Date.UTC(2026, 11, 20),
  ...change,
});

const nothing: LeadLedger = { hasCustomers: true, orders: [], refunds: [], subscriptions: [], country: null };
const berlin: AccountFormats = { language: 'en', currency: 'EUR', timeZone: 'Europe/Berlin' };

/** The value of one field of this Kommo type. */
function shown(use: LedgerField, type: string, books: Partial<LeadLedger>, currency: string | null = null) {
  const [value] = ledgerFieldValues({ ...nothing, ...books }, [{ use, fieldId: 1001, type, currency }], berlin);
  return value?.value;
}

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('the status', () => {
  test.each([
    ['en', 'Paid'],
    ['es', 'Pagado'],
    ['pt-BR', 'Pago'],
  ])('is in the account’s language, %s', (language, text) => {
    const fields = [{ use: 'status', fieldId: 7, type: 'text', currency: null }] as const;
    expect(ledgerFieldValues({ ...nothing, orders: [order()] }, fields, { ...berlin, language })).toEqual([
      { fieldId: 7, value: text },
    ]);
  });
});

test('a lead without a customer has empty fields', () => {
  const books = { hasCustomers: false, orders: [order()], subscriptions: [subscription()], country: 'DE' };
  const uses = [
    ['status', 'text'],
    ['monthly', 'numeric'],
    ['nextChargeAt', 'date'],
    ['totalPaid', 'numeric'],
    ['lastPaymentAt', 'date_time'],
    ['subscriptionId', 'text'],
    ['country', 'text'],
  ] as const;
  expect(uses.map(([use, type]) => shown(use, type, books))).toEqual(uses.map(() => null));
  expect(uses.map(([use, type]) => shown(use, type, { ...books, hasCustomers: true }))).not.toContain(null);
});

describe('an amount in a field for numbers', () => {
  const both = [order({ total: '238.00' }), order({ orderId: 'order-2', currency: 'USD', total: '119.50' })];

  test.each<[string, Parameters<typeof shown>, number | null]>([
    ['is the total in the account’s currency', ['totalPaid', 'numeric', { orders: both }], 238],
    ['is the total in the field’s own currency', ['totalPaid', 'monetary', { orders: both }, 'USD'], 119.5],
    ['is never another currency’s', ['totalPaid', 'numeric', { orders: [order({ currency: 'USD' })] }], null],
    ['is never another currency’s than the field’s', ['totalPaid', 'monetary', { orders: [order()] }, 'GBP'], null],
    [
      'adds up what the subscriptions bring a month',
      ['monthly', 'numeric', { subscriptions: [subscription(), subscription({ subscriptionId: 'sub-2' })] }],
      198,
    ],
    ['is empty when nothing recurs', ['monthly', 'numeric', { orders: [order()] }], null],
  ])('%s', (_what, input, value) => {
    expect(shown(...input)).toBe(value);
  });

  test('is empty while the account’s currency is unknown', () => {
    const fields = [{ use: 'totalPaid', fieldId: 1001, type: 'numeric', currency: null }] as const;
    expect(ledgerFieldValues({ ...nothing, orders: both }, fields, { ...berlin, currency: null })).toEqual([
      { fieldId: 1001, value: null },
    ]);
  });
});

describe('an amount in a field for text', () => {
  const orders = [order(), order({ orderId: 'order-2', currency: 'USD', total: '119.50' })];

  test.each(['text', 'textarea'])('names every currency (%s)', (type) => {
    expect(shown('totalPaid', type, { orders })).toBe('€238.00, $119.50');
    expect(shown('monthly', type, { subscriptions: [subscription()] })).toBe('€99.00');
  });

  test('is empty when nothing was paid', () => {
    expect(shown('totalPaid', 'text', {})).toBeNull();
  });
});

describe('the next charge', () => {
  const at = (nextChargeAt: number | null, change: Partial<Subscription> = {}) =>
    subscription({ nextChargeAt, ...change });
  const december = Date.UTC(2026, 11, 20);

  test.each<[string, readonly Subscription[], string | null]>([
    ['is FastSpring’s day, as the account’s clocks begin it', [at(december)], '2026-12-19T23:00:00Z'],
    ['is the earliest of several', [at(december), at(december - 5 * day)], '2026-12-14T23:00:00Z'],
    [
      'is not that of a test subscription',
      [at(december), at(december - 5 * day, { live: false })],
      '2026-12-19T23:00:00Z',
    ],
    ['is not that of a subscription without one', [at(null), at(december)], '2026-12-19T23:00:00Z'],
    ['is empty when nothing will be charged', [at(null)], null],
  ])('%s', (_what, subscriptions, moment) => {
    expect(shown('nextChargeAt', 'date', { subscriptions })).toBe(moment && seconds(moment));
  });
});

describe('the last payment', () => {
  const earlier = order({ orderId: 'order-0', occurredAt: noon - day });

  test.each<[string, string, readonly Order[], string | null]>([
    ['is the moment of the latest order', 'date_time', [earlier, order()], '2026-11-20T12:00:00Z'],
    ['is the same in whichever order they came', 'date_time', [order(), earlier], '2026-11-20T12:00:00Z'],
    ['is its day, in a field for days', 'date', [order({ occurredAt: noon + day / 2 })], '2026-11-20T23:00:00Z'],
    ['is no test order', 'date_time', [earlier, order({ live: false })], '2026-11-19T12:00:00Z'],
    ['is no order that failed', 'date_time', [earlier, order({ state: 'failed' })], '2026-11-19T12:00:00Z'],
    ['is no order for nothing', 'date_time', [earlier, order({ total: '0.00' })], '2026-11-19T12:00:00Z'],
    ['is empty before the first', 'date_time', [], null],
  ])('%s', (_what, type, orders, moment) => {
    expect(shown('lastPaymentAt', type, { orders })).toBe(moment && seconds(moment));
  });
});

describe('the subscription', () => {
  const named = (subscriptionId: string, change: Partial<Subscription> = {}) =>
    subscription({ subscriptionId, ...change });
  const older = named('older', { startedAt: noon - day });

  test.each<[string, readonly Subscription[], string | null]>([
    ['lists those that run, the newest first', [older, named('newer')], 'newer, older'],
    ['leaves out those that are over', [older, named('newer', { state: 'deactivated' })], 'older'],
    [
      'is the newest when all are over',
      [
        named('older', { state: 'deactivated', startedAt: noon - day }),
        named('newer', { state: 'deactivated' }),
        named('oldest', { state: 'deactivated', startedAt: noon - 2 * day }),
      ],
      'newer',
    ],
    ['is none of the tests', [named('test', { live: false }), older], 'older'],
    ['lists one without a known start last', [named('unknown', { startedAt: null }), older], 'older, unknown'],
    ['lists those that started together by their ids', [named('b'), named('a')], 'a, b'],
    ['is empty when there is none', [], null],
  ])('%s', (_what, subscriptions, text) => {
    expect(shown('subscriptionId', 'text', { subscriptions })).toBe(text);
  });

  test('an id is never cut: Kommo’s field holds 255 characters', () => {
    const [a, b] = ['a'.repeat(127), 'b'.repeat(126)];
    expect(shown('subscriptionId', 'text', { subscriptions: [named(a), named(b)] })).toBe(`${a}, ${b}`);
    expect(shown('subscriptionId', 'text', { subscriptions: [named(a), named(`${b}b`)] })).toBe(a);
  });
});

describe('the country', () => {
  test.each<[string, Partial<LeadLedger>, string | null]>([
    ['is that of the latest payment, in words', { orders: [order()], country: 'FR' }, 'Germany'],
    [
      'is that of the payment before when the latest does not say',
      { orders: [order({ occurredAt: noon - day }), order({ orderId: 'order-2', country: null })], country: 'FR' },
      'Germany',
    ],
    ['is the customer’s before a payment', { country: 'FR' }, 'France'],
    ['is the customer’s when only a test paid', { orders: [order({ live: false })], country: 'FR' }, 'France'],
    [
      'of two payments at one moment is that of the smaller order id',
      { orders: [order({ orderId: 'b', country: 'FR' }), order({ orderId: 'a' })] },
      'Germany',
    ],
    ['is empty while it is unknown', { orders: [order({ country: null })] }, null],
  ])('%s', (_what, { orders = [], ...books }, name) => {
    expect(shown('country', 'text', { ...books, orders })).toBe(name);
    expect(shown('country', 'text', { ...books, orders: orders.toReversed() })).toBe(name);
  });
});
