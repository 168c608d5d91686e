import { expect, test } from 'vitest';
import type { Fact } from '../ledger/fact.ts';
import { completeSettledTasks, isPayment } from './settled-tasks.ts';
import { chargeFailedFact, noon, orderFact, subscriptionFact } from './testing/facts.ts';

const overdue = subscriptionFact('subscription.payment.overdue');
const renewal = (change: Parameters<typeof orderFact>[0] = {}) =>
  orderFact({ key: 'charge.completed:order-2', type: 'subscription.charge.completed', orderId: 'order-2', ...change });
const settled = (fact: Fact, ...payments: readonly Fact[]) =>
  completeSettledTasks([{ fact, leadId: 7 }], payments.filter(isPayment), 'en').map(({ factKey }) => factKey);

const member: Fact = {
  ...subscriptionFact('subscription.group.payment.charge.completed', { key: 'charge.completed:order-3/sub-1' }),
  kind: 'snapshot',
};

test.each<[string, Fact, readonly Fact[], readonly string[]]>([
  ['an overdue payment that comes', overdue, [renewal({ occurredAt: noon + 1 })], ['charge.completed:order-2']],
  ['a charge that failed and then succeeds', chargeFailedFact('DECLINED'), [renewal()], ['charge.completed:order-2']],
  ['the payment before it was overdue', overdue, [renewal({ occurredAt: noon - 1 })], []],
  ['another subscription’s payment', overdue, [renewal({ subscriptionId: 'sub-2' })], []],
  ['a payment that failed', overdue, [renewal({ state: 'failed' })], []],
  ['a test payment for a real subscription', overdue, [renewal({ live: false })], []],
  ['a group’s charge, of a member', overdue, [member], ['charge.completed:order-3/sub-1']],
  [
    'the first of several payments',
    overdue,
    [renewal({ key: 'later', occurredAt: noon + 2 }), renewal({ key: 'first', occurredAt: noon + 1 })],
    ['first'],
  ],
  [
    'an order whose payment was pending',
    orderFact({ key: 'pending', type: 'order.payment.pending', state: 'payment_pending', orderId: 'order-2' }),
    [renewal({ key: 'order.completed:order-2', type: 'order.completed' })],
    ['order.completed:order-2'],
  ],
  ['a winback task', subscriptionFact('subscription.deactivated'), [renewal({ occurredAt: noon + 1 })], []],
])('%s', (_what, fact, payments, expected) => {
  expect(settled(fact, ...payments)).toEqual(expected);
});
