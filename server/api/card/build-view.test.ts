import { expect, test } from 'vitest';
import { Prisma } from '../../platform/database/generated/client.ts';
import { buildView } from './build-view.ts';
import { monthsAt } from './months.ts';

const now = new Date(Date.UTC(2026, 10, 20));
const next = new Date(Date.UTC(2026, 11, 1));

const order = {
  ...{ accountId: 'acme', customerId: null, orderId: 'O-1', subscriptionId: null, occurredAt: now, live: true },
  ...{ reference: null, state: 'completed', kind: 'purchase', currency: 'EUR', total: new Prisma.Decimal('119.00') },
  ...{ tax: new Prisma.Decimal('19.00'), discount: new Prisma.Decimal(0), country: 'DE', invoiceUrl: null },
  ...{ payoutCurrency: null, fee: null, payoutNet: null, payment: null, items: [] },
};
const paymentMethod = { type: 'card', brand: 'visa', last4: '4242', expires: '2027-03' };
const subscription = {
  ...{ accountId: 'acme', subscriptionId: 'S-1', customerId: null, state: 'active', live: true, currency: 'EUR' },
  ...{ product: 'Pro plan', productPath: null, sku: null, quantity: 1, interval: 'month', intervalLength: 1 },
  ...{ price: new Prisma.Decimal(99), monthly: new Prisma.Decimal(99), nextChargeTotal: new Prisma.Decimal('117.81') },
  ...{ startedAt: null, trialEndsAt: null, nextChargeAt: next, canceledAt: null, endsAt: null, overdueSince: null },
  ...{ changedAt: now, details: { paymentMethod, nextChargePreTax: '99' } },
};

function viewOf(
  rows: {
    orders?: (Omit<typeof order, 'invoiceUrl'> & { invoiceUrl: string | null })[];
    subscriptions?: (Omit<typeof subscription, 'details'> & { details: object })[];
  },
  language = 'en',
) {
  const lists = { links: [], removed: [], unconfirmed: [], byAddress: [], refunds: [], facts: [], changes: [] };
  const summary = {
    ...{ isChargedBack: false, isGivenBack: false, keepsAny: false, keepsWithoutSubscription: false },
    ...{ paysForUnknown: false, isWaiting: false },
  };
  const sums = { count: rows.orders?.length ?? 0, parts: [], payouts: [], months: [], recentRefunds: [], summary };
  const scope = { accountId: 'acme', customerIds: [], orderIds: [], subscriptionIds: [] };
  const known = { hasOlderFacts: false, knownOrders: new Map(), renewedCards: new Set<string>() };
  return buildView({
    ledger: { ...lists, ...known, sums, scope, orders: [], subscriptions: [], ...rows },
    ...{ history: { placed: [], next: null }, months: monthsAt(now.getTime(), 'UTC') },
    ...{ unlinked: [], suggestions: [], paymentLinks: [], userNames: new Map() },
    ...{ setup: 'ready', rights: { configure: true, link: true, search: true }, language, now },
  });
}

test('the tax of an order has the rate and name of its country, in the language of the reader', () => {
  const other = { ...order, orderId: 'O-2', country: 'FR' };
  const names = (language: string) => {
    const { orders, taxLabel } = viewOf({ orders: [other, order, order] }, language);
    return [taxLabel, orders.map((each) => each.taxLabel)];
  };
  // The one that most of them have stands beside them.
  expect(names('en')).toEqual(['19% MwSt, Germany', ['Tax, France', undefined, undefined]]);
  expect(names('pt')).toEqual(['19% MwSt, Alemanha', ['Impostos, França', undefined, undefined]]);
});

test('a price says that tax comes on top, alone and in what recurs', () => {
  const view = viewOf({ subscriptions: [subscription] });
  expect(view.subscriptions).toMatchObject([{ price: '99.00', priceText: '€99.00 a month + tax' }]);
  expect(view.recurring).toEqual([{ currency: 'EUR', monthly: '99.00', text: '€99.00 a month + tax' }]);
});

const unknown: { paymentMethod: typeof paymentMethod | null; nextChargePreTax: string | null } = {
  ...{ paymentMethod: null, nextChargePreTax: null },
};

test.each([
  ['contains the tax', { price: new Prisma.Decimal('117.81') }, '€117.81 a month', '€99.00 a month + tax'],
  ['has no tax', { nextChargeTotal: new Prisma.Decimal(99) }, '€99.00 a month', '€99.00 a month'],
  ['may or may not have one', { details: unknown }, '€99.00 a month', '€99.00 a month'],
])('a price that %s does not', (_what, change, price, recurring) => {
  const view = viewOf({ subscriptions: [{ ...subscription, ...change }] });
  expect([view.subscriptions[0]?.priceText, view.recurring[0]?.text]).toEqual([price, recurring]);
});

test('tax is on top of what recurs in one currency, and of a trial only once it is charged', () => {
  const dollars = { ...subscription, currency: 'USD', subscriptionId: 'S-2', details: unknown };
  const trial = { ...subscription, currency: 'GBP', subscriptionId: 'S-3', state: 'trial' };
  expect(viewOf({ subscriptions: [subscription, dollars, trial] }).recurring.map(({ text }) => text)).toEqual([
    '€99.00 a month + tax',
    '$99.00 a month',
  ]);
});

test('a subscription names its card and when that expires, until it has ended', () => {
  const cards = (change: object) =>
    viewOf({ subscriptions: [{ ...subscription, ...change }] }).subscriptions.map(({ card }) => card);
  expect(cards({})).toEqual(['Visa ••••\u00a04242, expires 03/2027']);
  expect(cards({ details: { paymentMethod: { ...paymentMethod, expires: '2026-10' } } })).toEqual([
    'Visa ••••\u00a04242, expired 10/2026',
  ]);
  expect(cards({ details: unknown })).toEqual([undefined]);
  expect(cards({ state: 'deactivated' })).toEqual([undefined]);
});

test('a card that expires before the next charge is a problem of the lead', () => {
  const expiring = {
    ...subscription,
    details: { ...unknown, paymentMethod: { ...paymentMethod, expires: '2026-11' } },
  };
  expect(viewOf({ subscriptions: [expiring] }).problems.map(({ kind }) => kind)).toEqual(['card-expiring']);
});

test.each([
  ['https://acme.onfastspring.example/invoice', 'https://acme.onfastspring.example/invoice'],
  ['javascript:alert(1)', null],
  ['http://acme.onfastspring.example/invoice', null],
])('of an invoice at %s the card leads to %s', (invoiceUrl, shown) => {
  const view = viewOf({ orders: [{ ...order, invoiceUrl }] });
  expect(view.orders[0]?.invoiceUrl).toBe(shown);
});
