import type { Fact } from './fact.ts';

/** One event's statement of a fact. */
export interface StatedFact {
  readonly fact: Fact;
  /** what it is worth among the statements of the same fact: the greatest wins */
  readonly rank: string;
}

/**
 * The worth of an event's statement: an event that names the customer and the order's reference outranks one that does
 * not (webhook expansion was switched off in between), then the newest data counts. The event's id decides a tie, so
 * that the order of arrival never does.
 * @param createdAt ms, FastSpring's `created`; null where the event has none
 */
export function rankOf(fact: Fact, createdAt: number | null, eventId: string): string {
  const known = [fact.customer.email, 'order' in fact ? fact.order.reference : fact.customer.fastspringAccountId];
  const told = known.filter((value) => value !== null).length;
  return `${told}:${String(Math.max(createdAt ?? 0, 0)).padStart(16, '0')}:${eventId}`;
}

/**
 * Two statements of one fact are one: the worthier one's content, and the earliest moment that any of them names,
 * because a resend is stated later than it happened. Commutative and associative.
 */
export function mergeStatements(one: StatedFact, other: StatedFact): StatedFact {
  const winner = one.rank >= other.rank ? one : other;
  const occurredAt = Math.min(one.fact.occurredAt, other.fact.occurredAt);
  return winner.fact.occurredAt === occurredAt ? winner : { ...winner, fact: { ...winner.fact, occurredAt } };
}
