import { expect, test } from 'vitest';
import {
  customer,
  noon,
  noticeFact,
  orderFact,
  refundFact,
  refundRequestFact,
} from '../../testing/server/rules/facts.ts';
import type { Fact, PayoutFact } from './fact.ts';
import { counterpartOf, placePayouts } from './returned-payouts.ts';

function payout(paidId: string, about: Pick<PayoutFact, 'orderId' | 'returnId'>): PayoutFact {
  const type = 'payoutEntry.created';
  const amounts = { paidOrder: null, payoutCurrency: 'USD', fee: '-1.45', net: '-18.01' };
  const base = { occurredAt: noon, live: true, customer, subscriptionId: null };
  return { kind: 'payout', key: `${type}:${paidId}`, type, ...base, ...amounts, ...about };
}

const refund = refundFact();
const chargeback = refundFact({ refundKind: 'chargeback', key: 'chargeback.created:case-1', refundId: 'case-1' });
const ofReturn = payout('return-1', { orderId: null, returnId: 'return-1' });
const ofOrder = payout('order-1', { orderId: 'order-1', returnId: null });
const ofNothing = payout('', { orderId: null, returnId: null });

test.each<[string, Fact, string | null]>([
  ['a return is found by its payout', refund, 'payoutEntry.created:return-1'],
  ['the payout of a return is found by the return', ofReturn, 'return.created:return-1'],
  ['a chargeback has no payout of its own', chargeback, null],
  ['a return that is not completed has none yet', refundRequestFact(), null],
  ['the payout of an order has no return', ofOrder, null],
  ['an order has no return', orderFact(), null],
])('%s', (_what, fact, key) => {
  expect(counterpartOf(fact)).toBe(key);
});

test('the payout of a return belongs to the return’s order', () => {
  expect(placePayouts([ofReturn, refund])).toEqual([{ ...ofReturn, orderId: 'order-1' }, refund]);
  expect(placePayouts([ofReturn])).toEqual([ofReturn]);
  expect(placePayouts([{ ...ofReturn, orderId: 'order-7' }, refund])).toMatchObject([{ orderId: 'order-7' }, {}]);
});

test('every other fact stays unchanged', () => {
  const notice = { ...noticeFact('quote.created', {}), orderId: null };
  const facts = [refund, chargeback, ofOrder, ofNothing, orderFact(), notice];
  placePayouts(facts).forEach((placed, index) => {
    expect(placed).toBe(facts[index]);
  });
});
