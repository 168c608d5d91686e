import type { Fact } from './fact.ts';
import { copyIn, shownByApi } from './subscription-copy.ts';
import { inOrderOfLife, isCharge, isOfGroup, type Step } from './subscription-order.ts';
import { type SubscriptionState, stateAfter, stateAfterMissedCharge, stateShownIn } from './subscription-state.ts';

/** The course of a subscription's life. Times are ms. */
export interface Course {
  readonly state: SubscriptionState | null;
  /** the time of the newest fact about the state; 0 if there is none */
  readonly changedAt: number;
  readonly overdueSince: number | null;
  /** the reason of the last failed charge, unless one has succeeded since */
  readonly declineReason: string | null;
  readonly canceledAt: number | null;
  readonly deactivatedAt: number | null;
}

const beginning: Course = {
  state: null,
  changedAt: 0,
  overdueSince: null,
  declineReason: null,
  canceledAt: null,
  deactivatedAt: null,
};

const settled = { overdueSince: null, declineReason: null } as const;

/** Replays the facts of one subscription, in any order of arrival. */
export function courseOf(facts: readonly Fact[]): Course {
  return inOrderOfLife(facts, facts.filter(showsLaterCopy)).reduce(applyStep, beginning);
}

/**
 * An activation comes first, regardless of its copy. A copy that was edited since is from a later day, and shows the
 * subscription of that day.
 */
function showsLaterCopy(fact: Fact): boolean {
  if (fact.type !== 'subscription.activated') return false;
  const changedAt = copyIn(fact)?.changedAt ?? null;
  const shown = stateShownIn(fact);
  return changedAt === null ? shown !== 'active' && shown !== 'trial' : changedAt > fact.occurredAt;
}

/**
 * Applies one step. At FastSpring a subscription that ended never comes back, unless the API shows it again. An amount
 * due may still be paid.
 */
function applyStep(course: Course, { fact, as }: Step): Course {
  if (course.state === 'deactivated' && fact.type !== shownByApi)
    return isCharge(fact) ? { ...course, ...settled } : course;
  const next = as === 'copy' ? applyCopy(course, fact) : applyEvent(course, fact);
  return next === course ? course : { ...next, changedAt: Math.max(course.changedAt, fact.occurredAt) };
}

function applyCopy(course: Course, fact: Fact): Course {
  const state = stateShownIn(fact);
  return state === null ? course : inState(course, fact, state);
}

function applyEvent(course: Course, fact: Fact): Course {
  if (isCharge(fact)) return { ...course, ...settled, state: course.state === 'canceled' ? 'canceled' : 'active' };
  if (isOfGroup(fact)) return applyGroupCopy(course, stateShownIn(fact), fact.occurredAt);
  switch (fact.type) {
    case 'subscription.updated':
      return inState(course, fact, stateAfter(fact) ?? course.state ?? 'active');
    case 'subscription.trial.reminder':
      return course.state === null ? { ...course, state: 'trial' } : course;
    case 'subscription.payment.reminder':
      return course;
    case 'subscription.charge.failed':
    case 'subscription.group.payment.charge.failed':
    case 'subscription.payment.overdue':
      return applyMissedCharge(course, fact);
    default: {
      const state = stateAfter(fact);
      return state === null ? course : inState(course, fact, state);
    }
  }
}

function inState(course: Course, fact: Fact, state: SubscriptionState): Course {
  const at = fact.occurredAt;
  switch (state) {
    case 'overdue':
      return { ...course, ...overdue(course, at), canceledAt: null };
    case 'canceled':
      return { ...course, state, canceledAt: copyIn(fact)?.canceledAt ?? at };
    case 'deactivated':
      return { ...course, state, deactivatedAt: at };
    default: {
      // An un-cancellation is not a payment.
      const paid = fact.type === 'subscription.uncanceled' ? {} : settled;
      return { ...course, ...paid, state, canceledAt: null, deactivatedAt: null };
    }
  }
}

/**
 * A canceled subscription stays canceled if a charge fails. A paused one is not charged: a failed charge without a
 * date, as without expansion, was before the pause.
 */
function applyMissedCharge(course: Course, fact: Fact): Course {
  const state = stateAfterMissedCharge(fact);
  if (state !== 'overdue') return inState(course, fact, state);
  const failed = fact.kind === 'charge_failed' ? { ...course, declineReason: fact.reason } : course;
  if (course.state === 'paused' && copyIn(fact) === null) return course;
  return course.state === 'canceled' ? failed : { ...failed, ...overdue(course, fact.occurredAt) };
}

/** A member's own events report everything else. */
function applyGroupCopy(course: Course, state: SubscriptionState | null, at: number): Course {
  if (course.state === null) return { ...course, state };
  if (state === 'overdue' && course.state !== 'canceled') return { ...course, ...overdue(course, at) };
  if (state === 'active' && course.state === 'overdue') return { ...course, ...settled, state };
  return course;
}

function overdue(course: Course, at: number): Pick<Course, 'state' | 'overdueSince'> {
  return { state: 'overdue', overdueSince: course.overdueSince ?? at };
}
