import { expect, test } from 'vitest';
import { payoutsOf } from './lead-payouts.ts';

const order = {
  state: 'completed',
  live: true,
  payoutCurrency: 'USD',
  fee: '14.20',
  payoutNet: '203.11',
} as const;

test('fees and payouts are summed per payout currency, the one with the most orders first', () => {
  const euro = { ...order, payoutCurrency: 'EUR', fee: '1.00', payoutNet: '9.00' };
  expect(payoutsOf([euro, order, { ...order, fee: '0.80', payoutNet: '-3.11' }])).toEqual([
    { currency: 'USD', fee: '15', net: '200' },
    { currency: 'EUR', fee: '1', net: '9' },
  ]);
});

test('currencies with equal numbers of orders are sorted by name', () => {
  const payouts = payoutsOf(['USD', 'BRL', 'EUR'].map((payoutCurrency) => ({ ...order, payoutCurrency })));
  expect(payouts.map(({ currency }) => currency)).toEqual(['BRL', 'EUR', 'USD']);
});

test.each([
  ['without a reported payout', { fee: null, payoutNet: null }],
  ['with a fee alone', { payoutNet: null }],
  ['without a fee', { fee: null }],
  ['without a payout currency', { payoutCurrency: null }],
  ['of a test', { live: false }],
  ['that failed', { state: 'failed' as const }],
])('an order %s is in no sum', (_what, change) => {
  expect(payoutsOf([{ ...order, ...change }])).toEqual([]);
});
