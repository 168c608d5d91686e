import { expect, test } from 'vitest';
import { order, payments, refund, subscription } from '../../testing/server/ledger/payments.ts';
import { leadStatus, recurringOf, totalsOf } from './lead-status.ts';

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
    { currency: 'EUR', paid: '238', tax: '38', refunded: '59.5', taxKept: '28.5', net: '150' },
    { currency: 'JPY', paid: '5380', tax: '489', refunded: '0', taxKept: '489', net: '4891' },
  ]);
});

test('sums that rest on a tax that nobody told say so', () => {
  const orders = [order(), order({ orderId: 'B', tax: null }), order({ orderId: 'C', currency: 'USD' })];
  expect(totalsOf(payments({ orders }))).toEqual([
    { currency: 'EUR', paid: '476', tax: '38', refunded: '0', taxKept: '38', net: '438', taxUnknown: true },
    { currency: 'USD', paid: '238', tax: '38', refunded: '0', taxKept: '38', net: '200' },
  ]);
});

test('of an order given back in full nothing is left, whatever its tax was', () => {
  const orders = [order({ tax: null })];
  for (const refunds of [[refund()], [refund({ kind: 'chargeback', tax: '0' })]])
    expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ refunded: '238', net: '0' }]);
  // A refund that says nothing of its tax.
  const withoutTax = payments({ orders: [order()], refunds: [refund({ tax: '0' })] });
  expect(totalsOf(withoutTax)).toMatchObject([{ refunded: '238', taxKept: '0', net: '0' }]);
});

test('what was given back stands in its own currency', () => {
  const refunds = [refund({ currency: 'USD', total: '250', tax: '40' })];
  expect(totalsOf(payments({ orders: [order()], refunds }))).toEqual([
    { currency: 'EUR', paid: '238', tax: '38', refunded: '0', taxKept: '38', net: '200' },
    { currency: 'USD', paid: '0', tax: '0', refunded: '250', taxKept: '-40', net: '-210' },
  ]);
});

test('the currency with most orders comes first, the others alphabetically', () => {
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

test('what is given back of one order more than once takes nothing from another', () => {
  const orders = [order(), order({ orderId: 'B' })];
  const refunds = [refund(), refund({ kind: 'chargeback', tax: '0' })];
  expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ paid: '476', refunded: '238', net: '200' }]);
});

test.each([
  ['a refund without tax keeps the tax', refund({ total: '119', tax: '0' }), [{ currency: 'EUR', net: '81' }]],
  [
    'in another currency the share of the tax is not known',
    refund({ kind: 'chargeback', currency: 'USD', total: '119', tax: '0' }),
    [
      { currency: 'EUR', net: '200' },
      { currency: 'USD', net: '-119' },
    ],
  ],
  [
    'never more tax than was paid',
    refund({ total: '100', tax: '50' }),
    [{ refunded: '100', taxKept: '0', net: '138' }],
  ],
  ['a refund of an unknown order is in no sum', refund({ orderId: 'X' }), [{ refunded: '0', net: '200' }]],
])('%s', (_what, back, totals) => {
  expect(totalsOf(payments({ orders: [order()], refunds: [back] }))).toMatchObject(totals);
});

test('a bank takes back no share of a tax that is not known', () => {
  const orders = [order({ tax: null })];
  const refunds = [refund({ kind: 'chargeback', total: '119', tax: '0' })];
  expect(totalsOf(payments({ orders, refunds }))).toMatchObject([{ refunded: '119', taxKept: '0', net: '119' }]);
});

test('several customers of one lead are summed, whoever paid', () => {
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

test('only what will be charged again recurs', () => {
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
