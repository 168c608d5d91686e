import { describe, expect, test } from 'vitest';
import { chargeFailedFact, noon, noticeFact, orderFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { documentedEventTypes } from '../fastspring/catalogue.ts';
import type { Fact } from '../ledger/fact.ts';
import { awaitsPayment, completeSettledTasks, isPayment, typesAwaitingPayment } from './settled-tasks.ts';

const overdue = subscriptionFact('subscription.payment.overdue');
const renewal = (change: Parameters<typeof orderFact>[0] = {}) =>
  orderFact({ key: 'charge.completed:order-2', type: 'subscription.charge.completed', orderId: 'order-2', ...change });
const settled = (fact: Fact, ...payments: readonly Fact[]) =>
  completeSettledTasks([{ fact, leadId: 7 }], payments.filter(isPayment), 'en').map(({ factKey }) => factKey);

const member: Fact = {
  ...subscriptionFact('subscription.group.payment.charge.completed', { key: 'charge.completed:order-3/sub-1' }),
  kind: 'snapshot',
};

const invoice = noticeFact('invoice.reminder.email', {});

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
    [
      renewal({ key: 'later', occurredAt: noon + 2 }),
      renewal({ key: 'the first', occurredAt: noon + 1 }),
      renewal({ key: 'last', occurredAt: noon + 3 }),
    ],
    ['the first'],
  ],
  [
    'an order whose payment was pending',
    orderFact({ key: 'pending', type: 'order.payment.pending', state: 'payment_pending', orderId: 'order-2' }),
    [renewal({ key: 'order.completed:order-2', type: 'order.completed' })],
    ['order.completed:order-2'],
  ],
  [
    'the payment of another order',
    orderFact({ key: 'pending', type: 'order.payment.pending', state: 'payment_pending', orderId: 'order-1' }),
    [renewal({ key: 'order.completed:order-2', type: 'order.completed' })],
    [],
  ],
  [
    'the smaller key of two payments of one moment',
    overdue,
    [renewal({ key: 'b' }), renewal({ key: 'a' }), renewal({ key: 'c' })],
    ['a'],
  ],
  [
    'a group’s charge that only its event names',
    overdue,
    [{ ...member, type: 'subscription.charge.completed' }],
    [member.key],
  ],
  ['other news of the subscription', overdue, [{ ...member, type: 'subscription.updated' }], []],
  ['an invoice of an unknown order', { ...invoice, orderId: null }, [{ ...member, orderId: null }], []],
  ['a winback task', subscriptionFact('subscription.deactivated'), [renewal({ occurredAt: noon + 1 })], []],
])('%s', (_what, fact, payments, expected) => {
  expect(settled(fact, ...payments)).toEqual(expected);
});

test('a task is completed once, with a text for its reader', () => {
  const [completed] = completeSettledTasks([{ fact: overdue, leadId: 7 }], [renewal({ occurredAt: noon + 1 })], 'es');
  expect(completed).toEqual({
    key: 'subscription.payment.overdue:sub-1|7|complete_task',
    factKey: 'charge.completed:order-2',
    leadId: 7,
    occurredAt: noon + 1,
    content: {
      kind: 'complete_task',
      taskEffectKey: 'subscription.payment.overdue:sub-1|7|task',
      result: 'Pago recibido',
    },
  });
});

describe('tasks complete themselves', () => {
  const about = (type: string) => ({ ...overdue, type, orderId: null });
  const aboutOrder = (type: string) => ({ ...overdue, type, subscriptionId: 'none', orderId: 'order-2' });

  test('about money of a subscription and of an order, and about nothing else', () => {
    expect(documentedEventTypes.filter((type) => settled(about(type), renewal()).length > 0)).toEqual([
      'subscription.charge.failed',
      'subscription.payment.overdue',
      'subscription.payment.reminder',
      'subscription.group.payment.charge.failed',
      'subscription.group.payment.overdue',
      'subscription.group.payment.reminder',
    ]);
    expect(documentedEventTypes.filter((type) => settled(aboutOrder(type), renewal()).length > 0)).toEqual([
      'order.payment.pending',
      'order.approval.pending',
      'invoice.reminder.email',
    ]);
  });

  test('and each of these is known to wait', () => {
    expect(documentedEventTypes.filter((type) => awaitsPayment({ type })).sort()).toEqual(
      typesAwaitingPayment.toSorted(),
    );
    expect(typesAwaitingPayment).toHaveLength(9);
    expect(awaitsPayment({ type: 'toString' })).toBe(false);
  });
});
