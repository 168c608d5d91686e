import { expect, test } from 'vitest';
import { order, payments, refund, subscription } from '../../testing/server/ledger/payments.ts';
import { leadStatus, recurringOf, totalsOf } from './lead-status.ts';

test('totals match the contract, per currency, without test orders', () => {
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
    { currency: 'EUR', paid: '238', tax: '38', refunded: '59.5', taxKept: '28.5', net: '150' },
    { currency: 'JPY', paid: '5380', tax: '489', refunded: '0', taxKept: '489', net: '4891' },
  ]);
});

test('sums with an unreported tax are marked as such', () => {
  const orders = [order(), order({ orderId: 'B', tax: null }), order({ orderId: 'C', currency: 'USD' })];
  expect(totalsOf(payments({ orders }))).toEqual([
    { currency: 'EUR', paid: '476', tax: '38', refunded: '0', taxKept: '38', net: '438', taxUnknown: true },
    { currency: 'USD', paid: '238', tax: '38', refunded: '0', taxKept: '38', net: '200' },
  ]);
});

test('nothing is left of a fully refunded order, regardless of its tax', () => {
  const orders = [order({ tax: null })];
  for (const refunds of [[refund()], [refund({ kind: 'chargeback', tax: '0' })]])
    expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ refunded: '238', net: '0' }]);
  // A refund without a tax.
  const withoutTax = payments({ orders: [order()], refunds: [refund({ tax: '0' })] });
  expect(totalsOf(withoutTax)).toMatchObject([{ refunded: '238', taxKept: '0', net: '0' }]);
});

test('refunds are shown in their own currency', () => {
  const refunds = [refund({ currency: 'USD', total: '250', tax: '40' })];
  expect(totalsOf(payments({ orders: [order()], refunds }))).toEqual([
    { currency: 'EUR', paid: '238', tax: '38', refunded: '0', taxKept: '38', net: '200' },
    { currency: 'USD', paid: '0', tax: '0', refunded: '250', taxKept: '-40', net: '-210' },
  ]);
});

test('the currency with the most orders comes first, the others alphabetically', () => {
  const orders = ['USD', 'JPY', 'CHF', 'USD'].map((currency, index) => order({ orderId: `${index}`, currency }));
  expect(totalsOf(payments({ orders })).map(({ currency }) => currency)).toEqual(['USD', 'CHF', 'JPY']);
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
  ['more than was paid,', [refund({ kind: 'chargeback', total: '250', tax: '0' })], '238', '0'],
  ['what a refund has given back,', [refund({ kind: 'chargeback', tax: '0' }), refund()], '238', '0'],
  [
    'more than a refund had left',
    [refund({ total: '59.50', tax: '9.50' }), refund({ kind: 'chargeback', tax: '0' })],
    '238',
    '0',
  ],
  ['a part and names the tax of it,', [refund({ kind: 'chargeback', total: '119', tax: '5' })], '119', '86'],
])('a bank takes back %s with its share of the tax', (_what, refunds, refunded, net) => {
  expect(totalsOf(payments({ orders: [order()], refunds }))).toMatchObject([{ refunded, net }]);
});

test('a repeated refund of one order takes nothing from another', () => {
  const orders = [order(), order({ orderId: 'B' })];
  const refunds = [refund(), refund({ kind: 'chargeback', tax: '0' })];
  expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ paid: '476', refunded: '238', net: '200' }]);
});

test.each([
  ['a refund without tax keeps the tax', refund({ total: '119', tax: '0' }), [{ currency: 'EUR', net: '81' }]],
  [
    'in another currency the share of the tax is unknown',
    refund({ kind: 'chargeback', currency: 'USD', total: '119', tax: '0' }),
    [
      { currency: 'EUR', net: '200' },
      { currency: 'USD', net: '-119' },
    ],
  ],
  [
    'never more tax is given back than was paid',
    refund({ total: '100', tax: '50' }),
    [{ refunded: '100', taxKept: '0', net: '138' }],
  ],
  ['a refund of an unknown order is in no sum', refund({ orderId: 'X' }), [{ refunded: '0', net: '200' }]],
])('%s', (_what, back, totals) => {
  expect(totalsOf(payments({ orders: [order()], refunds: [back] }))).toMatchObject(totals);
});

test('a bank takes back no share of an unknown tax', () => {
  const orders = [order({ tax: null })];
  const refunds = [refund({ kind: 'chargeback', total: '119', tax: '0' })];
  expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ refunded: '119', taxKept: '0', net: '119' }]);
});

test('the payments of all customers of one lead are summed', () => {
  const both = payments({
    orders: [
      order(),
      order({ orderId: 'B', state: 'payment_pending' }),
      order({ orderId: 'C', subscriptionIds: ['S'] }),
    ],
    subscriptions: [subscription('overdue'), subscription('deactivated')],
  });
  expect(leadStatus(both)).toBe('overdue');
  expect(totalsOf(both)).toMatchObject([{ paid: '476' }]);
});

test('only future charges count as recurring', () => {
  const states = ['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'] as const;
  expect(recurringOf(payments({ subscriptions: states.map((state) => subscription(state)) }))).toEqual([
    { currency: 'EUR', monthly: '198' },
  ]);
  expect(recurringOf(payments({ subscriptions: [subscription('active', false)] }))).toEqual([]);
});

test('recurring revenue is summed per currency, alphabetically, without zero amounts', () => {
  const plan = (currency: string | null, monthly: string | null) => ({ ...subscription('active'), currency, monthly });
  const subscriptions = [plan('USD', '10'), plan('EUR', '5'), plan('USD', '0.50'), plan('JPY', '0'), plan(null, '9')];
  expect(recurringOf(payments({ subscriptions: [...subscriptions, plan('CHF', null)] }))).toEqual([
    { currency: 'EUR', monthly: '5' },
    { currency: 'USD', monthly: '10.5' },
  ]);
});

test('a bank that takes back an order takes back its exact tax', () => {
  const orders = [order({ total: '100', tax: '15.966' })];
  const refunds = [refund({ kind: 'chargeback', total: '100', tax: '0' })];
  expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ net: '0' }]);
});
