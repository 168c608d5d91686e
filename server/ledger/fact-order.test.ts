import { expect, test } from 'vitest';
import { noon, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { compareFacts } from './fact-order.ts';

const fact = (type: string, occurredAt = noon, key = type) => subscriptionFact(type, { occurredAt, key });
const inOrder = (...facts: readonly ReturnType<typeof fact>[]) => facts.toSorted(compareFacts).map(({ key }) => key);

test('earlier facts come first, regardless of type', () => {
  expect(inOrder(fact('subscription.activated', noon + 1), fact('subscription.deactivated'))).toEqual([
    'subscription.deactivated',
    'subscription.activated',
  ]);
});

test('facts of one moment follow the life of a subscription', () => {
  const life = [
    'subscription.group.updated',
    'subscription.activated',
    'order.completed',
    'subscription.updated',
    'subscription.trial.reminder',
    'subscription.payment.reminder',
    'subscription.charge.failed',
    'subscription.payment.overdue',
    'subscription.charge.completed',
    'subscription.paused',
    'subscription.resumed',
    'subscription.canceled',
    'subscription.uncanceled',
    'subscription.deactivated',
  ];
  expect(inOrder(...life.toReversed().map((type) => fact(type)))).toEqual(life);
});

test('facts of one moment and type are ordered by key', () => {
  const type = 'subscription.updated';
  expect(inOrder(fact(type, noon, 'c'), fact(type, noon, 'a'), fact(type, noon, 'b'))).toEqual(['a', 'b', 'c']);
  expect(compareFacts(fact(type, noon, 'b'), fact(type, noon, 'a'))).toBeGreaterThan(0);
  expect(compareFacts(fact(type), fact(type))).toBe(0);
});
