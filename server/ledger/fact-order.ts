import type { Fact } from './fact.ts';

/**
 * Facts of one subscription often have the same millisecond, and a cancellation may have the activation's. Within one
 * moment, the order is that of a subscription's life cycle.
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

/** The order of facts, independent of their arrival: by moment, then by the life cycle, then by key. */
export function compareFacts(one: Fact, other: Fact): number {
  return one.occurredAt - other.occurredAt || compareTypeThenKey(one, other);
}

/** The order within one moment. */
export function compareTypeThenKey(one: Fact, other: Fact): number {
  return (
    typeOrder.indexOf(one.type) - typeOrder.indexOf(other.type) ||
    (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
  );
}
