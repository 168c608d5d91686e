import { expect, test } from 'vitest';
import { ZodError } from 'zod';
import { noon } from '../../testing/server/rules/facts.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { orderStates } from './fact.ts';
import { paymentOfOrder, paymentsOf, payoutOfOrder } from './stored-payments.ts';
import { subscriptionStates } from './subscription-state.ts';

const money = (amount: string) => new Prisma.Decimal(amount);
const occurredAt = new Date(noon);

const order = {
  ...{ orderId: 'order-1', subscriptionId: null, state: 'completed', occurredAt, live: true },
  ...{ currency: 'EUR', total: money('238.00'), tax: money('38.00'), items: [] },
};
const refund = {
  ...{ orderId: 'order-1', kind: 'refund', occurredAt, live: true },
  ...{ currency: 'EUR', total: money('0.0000001'), tax: money('0') },
};
const subscription = {
  subscriptionId: 'sub-1',
  state: 'active',
  currency: 'EUR',
  monthly: money('99.00'),
  live: false,
};

test('stored rows become payments', () => {
  const rows = {
    orders: [order, { ...order, orderId: 'order-2', state: 'failed', subscriptionId: 'sub-1', live: false }],
    refunds: [refund, { ...refund, kind: 'chargeback', live: false }],
    subscriptions: [subscription, { ...subscription, currency: null, monthly: null, live: true }],
  };
  const amounts = { currency: 'EUR', total: '238', tax: '38' };
  const taken = { orderId: 'order-1', occurredAt: noon, currency: 'EUR', total: '0.0000001', tax: '0' };
  expect(paymentsOf(rows)).toEqual({
    orders: [
      { orderId: 'order-1', state: 'completed', occurredAt: noon, ...amounts, live: true, subscriptionIds: [] },
      { orderId: 'order-2', state: 'failed', occurredAt: noon, ...amounts, live: false, subscriptionIds: ['sub-1'] },
    ],
    refunds: [
      { ...taken, kind: 'refund', live: true },
      { ...taken, kind: 'chargeback', live: false },
    ],
    subscriptions: [
      { subscriptionId: 'sub-1', state: 'active', currency: 'EUR', monthly: '99', live: false },
      { subscriptionId: 'sub-1', state: 'active', currency: null, monthly: null, live: true },
    ],
  });
});

test('an unknown tax stays unknown', () => {
  expect(paymentOfOrder({ ...order, tax: null })).toMatchObject({ total: '238', tax: null });
});

test('a stored order has its fee and payout', () => {
  const paidOut = { ...order, payoutCurrency: 'USD', fee: money('14.50'), payoutNet: money('180.10') };
  const reported = { state: 'completed', live: true, payoutCurrency: 'USD' };
  expect(payoutOfOrder(paidOut)).toEqual({ ...reported, fee: '14.5', payoutNet: '180.1' });
  expect(payoutOfOrder({ ...paidOut, fee: null, payoutNet: null })).toEqual({
    ...reported,
    fee: null,
    payoutNet: null,
  });
});

test.each<[string, Prisma.JsonValue, readonly string[]]>([
  ['each subscription that it pays for', [{ subscriptionId: 'sub-2' }, { subscriptionId: null }], ['sub-1', 'sub-2']],
  ['each once', [{ subscriptionId: 'sub-1' }, { subscriptionId: 'sub-1' }], ['sub-1']],
  ['the one that it is filed under', {}, ['sub-1']],
  ['none that is not a text', [{ subscriptionId: 7 }, {}], ['sub-1']],
])('an order names %s', (_what, items, subscriptionIds) => {
  const row = { ...order, subscriptionId: 'sub-1', items };
  expect(paymentOfOrder(row)).toMatchObject({ subscriptionIds });
});

test.each(['completed', 'failed', 'canceled', 'payment_pending', 'approval_pending'])('an order may be %s', (state) => {
  expect(orderStates.parse(state)).toBe(state);
});

test.each(['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'])('a subscription may be %s', (state) => {
  expect(subscriptionStates.parse(state)).toBe(state);
});

test('a state or kind of a later version is rejected', () => {
  const rows = { orders: [order], refunds: [refund], subscriptions: [subscription] };
  for (const later of [
    { ...rows, orders: [{ ...order, state: 'split' }] },
    { ...rows, refunds: [{ ...refund, kind: 'credit' }] },
    { ...rows, subscriptions: [{ ...subscription, state: 'frozen' }] },
  ])
    expect(() => paymentsOf(later)).toThrow(ZodError);
});
