import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';

const hour = 3_600_000;
const members = [
  { id: 'S-1', state: 'active', product: 'pro', quantity: 2 },
  { subscription: 'S-2', state: 'overdue', live: false },
  { state: 'active' },
  null,
  'S-3',
];
const group = {
  cotermGroupId: 'G-1',
  cotermGroupDisplayName: 'All together',
  cotermGroupPrimarySubscription: 'S-1',
  cotermGroupOrderId: 'O-1',
  cotermGroupPeriodEndDate: at + hour,
  changed: at - hour,
  account: 'A-1',
  subscriptions: members,
};

test('a group event is a notice and a snapshot of each member', () => {
  const [notice, first, second, ...more] = readFacts('subscription.group.updated', group);
  expect(notice).toMatchObject({
    kind: 'notice',
    key: `subscription.group.updated:G-1:${at - hour}`,
    type: 'subscription.group.updated',
    occurredAt: at - hour,
    orderId: 'O-1',
    subscriptionId: 'S-1',
    customer: { fastspringAccountId: 'A-1' },
    details: { product: 'All together' },
  });
  expect(first).toMatchObject({
    kind: 'snapshot',
    key: `subscription.group.updated:G-1:${at - hour}/S-1`,
    type: 'subscription.group.updated',
    occurredAt: at - hour,
    live: true,
    orderId: null,
    subscriptionId: 'S-1',
    customer: { fastspringAccountId: 'A-1' },
    subscription: { state: 'active', productPath: 'pro', quantity: 2 },
  });
  expect(second).toMatchObject({ subscriptionId: 'S-2', live: false, subscription: { state: 'overdue' } });
  expect(more).toEqual([]);
});

test('a reminder of a group is dated by its event, because it does not update `changed`', () => {
  const facts = readFacts('subscription.group.payment.reminder', group);
  expect(facts.map(({ occurredAt }) => occurredAt)).toEqual([at, at, at]);
});

describe('a group’s event', () => {
  const keyOf = (change: object) => readFacts('subscription.group.updated', { ...group, ...change })[0]?.key;

  test('has a key from its change, its period or its group alone', () => {
    expect(keyOf({ changed: null })).toBe(`subscription.group.updated:G-1:${at + hour}`);
    expect(keyOf({ changed: null, cotermGroupPeriodEndDate: null })).toBe('subscription.group.updated:G-1:');
  });

  test('cannot be read without a group id', () => {
    expect(() => keyOf({ cotermGroupId: null })).toThrow('it has no group id');
  });

  test.each([
    ['a member is one', {}, false],
    ['it is one itself', { live: false, subscriptions: [] }, false],
    ['nothing says so', { subscriptions: [null, { id: 'S-1' }] }, true],
  ])('is a test when %s', (_what, change, live) => {
    expect(readFacts('subscription.group.updated', { ...group, ...change })[0]?.live).toBe(live);
  });
});

test('a charge of a group pays for each of its members', () => {
  const charge = { ...group, order: 'O-2', total: 238, currency: 'EUR', timestamp: at };
  expect(readFacts('subscription.group.payment.charge.completed', charge)).toMatchObject([
    { kind: 'order', key: 'charge.completed:O-2', orderId: 'O-2' },
    { kind: 'snapshot', key: 'charge.completed:O-2/S-1', subscription: { productPath: 'pro' } },
    { kind: 'snapshot', key: 'charge.completed:O-2/S-2' },
  ]);
});

test('a failed charge of a group concerns each of its members', () => {
  const charge = { ...group, reason: 'DECLINED_SOFT', timestamp: at };
  expect(readFacts('subscription.group.payment.charge.failed', charge)).toMatchObject([
    { kind: 'charge_failed', subscriptionId: 'S-1', reason: 'DECLINED_SOFT' },
    { kind: 'snapshot', subscriptionId: 'S-1', customer: { fastspringAccountId: 'A-1' }, occurredAt: at },
    { kind: 'snapshot', subscriptionId: 'S-2' },
  ]);
});
