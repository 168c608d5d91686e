import { expect, test } from 'vitest';
import { Prisma } from '../database/generated/client.ts';
import { noon } from '../rules/testing/facts.ts';
import { orderState, paymentsOf, subscriptionState } from './stored-payments.ts';

const money = (amount: string) => new Prisma.Decimal(amount);
const occurredAt = new Date(noon);

const order = {
  ...{ orderId: 'order-1', subscriptionId: null, state: 'completed', occurredAt, live: true },
  ...{ currency: 'EUR', total: money('238.00'), tax: money('38.00') },
};
const refund = {
  ...{ orderId: 'order-1', kind: 'refund', occurredAt, live: true },
  ...{ currency: 'EUR', total: money('0.0000001'), tax: money('0') },
};
const subscription = { state: 'active', currency: 'EUR', monthly: money('99.00'), live: false };

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
      { orderId: 'order-1', state: 'completed', occurredAt: noon, ...amounts, live: true, forSubscription: false },
      { orderId: 'order-2', state: 'failed', occurredAt: noon, ...amounts, live: false, forSubscription: true },
    ],
    refunds: [
      { ...taken, kind: 'refund', live: true },
      { ...taken, kind: 'chargeback', live: false },
    ],
    subscriptions: [
      { state: 'active', currency: 'EUR', monthly: '99', live: false },
      { state: 'active', currency: null, monthly: null, live: true },
    ],
  });
});

test.each(['completed', 'failed', 'canceled', 'payment_pending', 'approval_pending'])('an order may be %s', (state) => {
  expect(orderState({ state })).toBe(state);
});

test.each(['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'])('a subscription may be %s', (state) => {
  expect(subscriptionState({ state })).toBe(state);
});

test('a state of a later version is rejected', () => {
  expect(() => orderState({ state: 'split' })).toThrow('The ledger holds "split", which this version does not know');
});
