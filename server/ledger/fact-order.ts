import type { Fact } from './fact.ts';

/**
 * Facts of one subscription often carry the same millisecond, and a cancellation may carry the activation's. Within a
 * moment a life goes from its beginning to its end.
 */
const typeOrder: readonly string[] = [
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

/** The one order of facts, whatever order they came in: by moment, within it by the course of a life, then by key. */
export function compareFacts(one: Fact, other: Fact): number {
  return one.occurredAt - other.occurredAt || compareTypeThenKey(one, other);
}

/** Within a moment. */
export function compareTypeThenKey(one: Fact, other: Fact): number {
  return (
    typeOrder.indexOf(one.type) - typeOrder.indexOf(other.type) ||
    (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
  );
}
