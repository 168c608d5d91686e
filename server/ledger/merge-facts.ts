import type { Fact, PayoutFact, SubscriptionDetails } from './fact.ts';
import { comparableText, copyIn, laterCopy, reportedAtOf } from './subscription-copy.ts';

/** One event's statement of a fact. */
export interface StatedFact {
  readonly fact: Fact;
  /** its rank among the statements of the same fact: the greatest wins */
  readonly rank: string;
}

/**
 * The rank of an event's statement: an event that names the customer and the order's reference outranks one that does
 * not (webhook expansion was switched off in between), then the newest data counts. The event's id breaks a tie, so
 * that the order of arrival never decides.
 * @param createdAt ms, FastSpring's `created`; null if the event has none
 */
export function rankOf(fact: Fact, createdAt: number | null, eventId: string): string {
  const known = [fact.customer.email, 'order' in fact ? fact.order.reference : fact.customer.fastspringAccountId];
  const told = known.filter((value) => value !== null).length;
  return `${told}:${String(Math.max(createdAt ?? 0, 0)).padStart(16, '0')}:${eventId}`;
}

/**
 * Merges two statements of one fact: the content of the higher rank, the later copy of the subscription, and the
 * earliest moments in either, because a resend is reported later than it happened. Commutative and associative.
 * @param one counts if both have the same rank: the same event, read again by a later version
 */
export function mergeStatements(one: StatedFact, other: StatedFact): StatedFact {
  const [winner, loser] = one.rank >= other.rank ? [one, other] : [other, one];
  return { ...winner, fact: mergeFacts(winner.fact, loser.fact) };
}

function mergeFacts(winner: Fact, loser: Fact): Fact {
  const occurredAt = Math.min(winner.occurredAt, loser.occurredAt);
  const subscription = later(copyIn(winner), copyIn(loser));
  const shown = subscription && { subscription };
  switch (winner.kind) {
    case 'order':
      return { ...winner, occurredAt, ...shown };
    case 'charge_failed':
    case 'snapshot':
    case 'subscription':
      return { ...winner, occurredAt, ...firstReport(winner, loser), ...shown };
    case 'payout': {
      const other = loser.kind === 'payout' ? loser : winner;
      const orderId = winner.orderId ?? other.orderId;
      return { ...winner, occurredAt, orderId, paidOrder: knownOrder(winner.paidOrder, other.paidOrder) };
    }
    default:
      return { ...winner, occurredAt };
  }
}

function later(one: SubscriptionDetails | null, other: SubscriptionDetails | null): SubscriptionDetails | null {
  return one === null || other === null ? (one ?? other) : laterCopy(one, other);
}

/** The known one; of two the greater text, so that the order of arrival never decides. */
function knownOrder(one: PayoutFact['paidOrder'], other: PayoutFact['paidOrder']): PayoutFact['paidOrder'] {
  if (one === null || other === null) return one ?? other;
  const textOf = (paid: typeof one) => paid.orderKind + comparableText(paid.order);
  return textOf(one) >= textOf(other) ? one : other;
}

function firstReport(one: Fact, other: Fact): { readonly reportedAt: number } {
  return { reportedAt: Math.min(reportedAtOf(one), reportedAtOf(other)) };
}
