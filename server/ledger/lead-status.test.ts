import { describe, expect, test } from 'vitest';
import { order, payments, refund, subscription } from '../../testing/server/ledger/payments.ts';
import { type LeadPayments, leadStatus } from './lead-status.ts';

describe('the status of a lead', () => {
  test.each<[string, Partial<LeadPayments>, string]>([
    ['nothing', {}, 'none'],
    ['a failed order', { orders: [order({ state: 'failed' })] }, 'none'],
    ['an order that waits for a wire', { orders: [order({ state: 'payment_pending' })] }, 'pending'],
    ['an order that waits for approval', { orders: [order({ state: 'approval_pending' })] }, 'pending'],
    ['a paid order', { orders: [order()] }, 'paid'],
    ['a test order', { orders: [order({ live: false })] }, 'none'],
    ['a partly refunded order', { orders: [order()], refunds: [refund({ total: '59.50' })] }, 'paid'],
    ['a refunded order', { orders: [order()], refunds: [refund()] }, 'refunded'],
    [
      'an order refunded in two parts',
      { orders: [order()], refunds: [refund({ total: '200' }), refund({ total: '38' })] },
      'refunded',
    ],
    ['one of two orders refunded', { orders: [order(), order({ orderId: 'B' })], refunds: [refund()] }, 'paid'],
    ['a chargeback', { orders: [order()], refunds: [refund({ kind: 'chargeback' })] }, 'chargeback'],
    [
      'a chargeback, and a payment since',
      { orders: [order(), order({ orderId: 'B', occurredAt: 3_000 })], refunds: [refund({ kind: 'chargeback' })] },
      'paid',
    ],
    [
      'a chargeback, and a free trial since',
      {
        orders: [order(), order({ orderId: 'B', total: '0', occurredAt: 3_000 })],
        refunds: [refund({ kind: 'chargeback' })],
      },
      'chargeback',
    ],
    [
      'a refund in another currency',
      { orders: [order()], refunds: [refund({ currency: 'JPY', total: '38000' })] },
      'paid',
    ],
    ['an active subscription', { subscriptions: [subscription('active')] }, 'paid'],
    ['a paused subscription', { subscriptions: [subscription('paused')] }, 'paid'],
    ['a test subscription', { subscriptions: [subscription('active', false)] }, 'none'],
    ['a trial', { subscriptions: [subscription('trial')], orders: [order({ total: '0', tax: '0' })] }, 'trial'],
    [
      'an overdue renewal beside an active plan',
      { subscriptions: [subscription('active'), subscription('overdue')] },
      'overdue',
    ],
    [
      'a plan that runs out',
      { subscriptions: [subscription('canceled')], orders: [order({ subscriptionIds: ['S'] })] },
      'canceled',
    ],
    [
      'one plan runs out, another goes on',
      { subscriptions: [subscription('canceled'), subscription('active')] },
      'paid',
    ],
    [
      'a plan that is over',
      { subscriptions: [subscription('deactivated')], orders: [order({ subscriptionIds: ['S'] })] },
      'ended',
    ],
    [
      'a plan that is over, and something bought for good',
      { subscriptions: [subscription('deactivated')], orders: [order()] },
      'paid',
    ],
    ['an order of a plan that is not known yet', { orders: [order({ subscriptionIds: ['S'] })] }, 'paid'],
    [
      'a free order of a plan that is not known yet',
      { orders: [order({ total: '0', subscriptionIds: ['S'] })] },
      'paid',
    ],
    ['a canceled order', { orders: [order({ state: 'canceled' })] }, 'none'],
    ['a test order that waits', { orders: [order({ state: 'payment_pending', live: false })] }, 'none'],
    [
      'an attempt that failed, and one that waits',
      { orders: [order({ state: 'failed' }), order({ state: 'approval_pending' })] },
      'pending',
    ],
    ['a refund in a test', { orders: [order()], refunds: [refund({ live: false })] }, 'paid'],
    ['a refund of some other order', { orders: [order()], refunds: [refund({ orderId: 'B' })] }, 'paid'],
    [
      'a free order beside a refunded one',
      { orders: [order({ orderId: 'B', total: '0.00' }), order()], refunds: [refund()] },
      'refunded',
    ],
    ['a free order alone', { orders: [order({ total: '0.00', tax: '0.00' })] }, 'paid'],
    [
      'all was given back, and a trial runs',
      { subscriptions: [subscription('trial')], orders: [order()], refunds: [refund()] },
      'trial',
    ],
    ['a paused plan beside a trial', { subscriptions: [subscription('paused'), subscription('trial')] }, 'paid'],
    [
      'a trial beside a plan that runs out',
      { subscriptions: [subscription('canceled'), subscription('trial')] },
      'trial',
    ],
    [
      'a plan that is over, and something that was given back',
      {
        subscriptions: [subscription('deactivated')],
        orders: [order(), order({ orderId: 'B', subscriptionIds: ['S'] })],
        refunds: [refund()],
      },
      'ended',
    ],
    ['a trial that ended without a payment', { subscriptions: [subscription('deactivated')] }, 'ended'],
    [
      'all was given back, and a renewal is overdue',
      { subscriptions: [subscription('overdue')], orders: [order()], refunds: [refund()] },
      'overdue',
    ],
    [
      'a chargeback, and a renewal is overdue',
      { subscriptions: [subscription('overdue')], orders: [order()], refunds: [refund({ kind: 'chargeback' })] },
      'chargeback',
    ],
    ['a chargeback of an order that is not known', { refunds: [refund({ kind: 'chargeback' })] }, 'none'],
    [
      'a chargeback of an order that is not known, beside one that is paid',
      { orders: [order()], refunds: [refund({ kind: 'chargeback', orderId: 'B' })] },
      'paid',
    ],
    [
      'two chargebacks, the later one dated before its order',
      {
        orders: [order(), order({ orderId: 'B', occurredAt: 5_000 })],
        refunds: [refund({ kind: 'chargeback' }), refund({ kind: 'chargeback', orderId: 'B', occurredAt: 4_000 })],
      },
      'chargeback',
    ],
    [
      'a chargeback, and a payment in the same moment',
      { orders: [order(), order({ orderId: 'B', occurredAt: 2_000 })], refunds: [refund({ kind: 'chargeback' })] },
      'chargeback',
    ],
    [
      'a chargeback that is dated before its order',
      { orders: [order({ occurredAt: 3_000 })], refunds: [refund({ kind: 'chargeback' })] },
      'chargeback',
    ],
    [
      'a payment between two chargebacks',
      {
        orders: [order(), order({ orderId: 'B' }), order({ orderId: 'C', occurredAt: 3_000 })],
        refunds: [refund({ kind: 'chargeback' }), refund({ kind: 'chargeback', orderId: 'B', occurredAt: 4_000 })],
      },
      'chargeback',
    ],
    [
      'all was given back, the plan still runs',
      { subscriptions: [subscription('active')], orders: [order({ subscriptionIds: ['S'] })], refunds: [refund()] },
      'refunded',
    ],
  ])('%s: %s', (_name, given, status) => {
    expect(leadStatus(payments(given))).toBe(status);
  });
});
