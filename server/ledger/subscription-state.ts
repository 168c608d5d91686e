import { z } from 'zod';
import type { Fact, SubscriptionDetails, SubscriptionFact } from './fact.ts';
import { copyIn, isReportedAtOnce, reportedAtOf, shownByApi } from './subscription-copy.ts';

export const subscriptionStates = z.enum(['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated']);
export type SubscriptionState = z.infer<typeof subscriptionStates>;

/**
 * FastSpring's state in a copy, as of a moment: an active subscription in its trial is a trial. Null for a missing
 * state, and for unknown values.
 */
export function shownState(copy: SubscriptionDetails | null, at: number): SubscriptionState | null {
  const state = subscriptionStates.safeParse(copy?.state).data ?? null;
  return state === 'active' && (copy?.trial?.endsAt ?? 0) > at ? 'trial' : state;
}

/** The state in the fact's copy, as of the fact. */
export function stateShownIn(fact: Fact): SubscriptionState | null {
  const copy = copyIn(fact);
  return shownState(copy, (fact.type === shownByApi ? null : copy?.changedAt) ?? reportedAtOf(fact));
}

/** Whether it begins with a trial: if its end is unknown, the first charge ends it. */
export function startsAsTrial(fact: Pick<SubscriptionFact, 'subscription' | 'occurredAt'>): boolean {
  const { state, trial } = fact.subscription;
  return state === 'trial' || (trial !== null && (trial.endsAt ?? Number.POSITIVE_INFINITY) > fact.occurredAt);
}

/**
 * The state after a fact, by its event type and its copy of the subscription. Official samples contradict each other,
 * so the type outranks the copy, unless the copy must be from later: a resend by hand shows the subscription of its
 * day.
 * @returns null if neither shows a state
 */
export function stateAfter(fact: Fact): SubscriptionState | null {
  const copy = copyIn(fact);
  const shown = stateShownIn(fact);
  switch (fact.type) {
    case 'subscription.activated':
      return fact.kind === 'subscription' && startsAsTrial(fact) ? 'trial' : 'active';
    case 'subscription.canceled':
      return isOneOf(shown, 'active', 'trial', 'overdue', 'paused') &&
        copy?.canceledAt === null &&
        wasReportedLate(fact)
        ? shown
        : shown === 'deactivated'
          ? shown
          : 'canceled';
    case 'subscription.uncanceled':
      return shown === 'canceled' && copy?.canceledAt === null ? 'active' : (shown ?? 'active');
    case 'subscription.paused':
      return isOneOf(shown, 'active', 'trial', 'overdue') && !wasReportedLate(fact) ? 'paused' : (shown ?? 'paused');
    case 'subscription.resumed':
      return shown === 'paused' && !wasReportedLate(fact) ? 'active' : (shown ?? 'active');
    case 'subscription.deactivated':
      return 'deactivated';
    default:
      return typesOfMissedCharges.includes(fact.type) ? stateAfterMissedCharge(fact) : shown;
  }
}

/** The state after a charge that failed or is overdue. */
export function stateAfterMissedCharge(fact: Fact): SubscriptionState {
  const shown = stateShownIn(fact);
  if (shown === 'paused' || shown === 'canceled' || shown === 'deactivated') return shown;
  return shown === 'active' && wasReportedLate(fact) && isPaidUntilLater(fact) ? 'active' : 'overdue';
}

const typesOfMissedCharges: readonly string[] = [
  'subscription.payment.overdue',
  'subscription.charge.failed',
  'subscription.group.payment.charge.failed',
];

/** By event type, the states that the copy may show at the time of the event. */
export const statesShownBy: Readonly<Record<string, readonly SubscriptionState[]>> = {
  'subscription.canceled': ['canceled', 'deactivated'],
  'subscription.uncanceled': ['trial', 'active', 'overdue', 'paused'],
  'subscription.paused': ['paused'],
  'subscription.resumed': ['trial', 'active', 'overdue'],
  ...Object.fromEntries(
    typesOfMissedCharges.map((type) => [type, ['trial', 'overdue', 'paused', 'canceled', 'deactivated'] as const]),
  ),
};

/**
 * Whether the data shows that the reported state is already over: canceled again after the un-cancellation, or paid
 * after the overdue notice. The events that caused this report it, so such a resend is no news.
 */
export function isOvertaken(fact: Fact): boolean {
  const state = stateAfter(fact);
  // The last failed charge may end its subscription immediately.
  if (typesOfMissedCharges.includes(fact.type)) return state !== 'overdue' && wasReportedLate(fact);
  // A cancellation leaves its date. A subscription that ended without one ended unpaid, after an un-cancellation.
  if (fact.type === 'subscription.canceled' && state === 'deactivated' && copyIn(fact)?.canceledAt === null) {
    return wasReportedLate(fact);
  }
  return isAtOddsWith(fact, state);
}

/**
 * Whether the copy shows a state other than that of the event: it is from later, or one of the samples that are plainly
 * wrong. Among the facts with one `changed`, such a fact is not the one that moved it.
 */
export function contradictsItsCopy(fact: Fact): boolean {
  return isAtOddsWith(fact, stateShownIn(fact));
}

function isAtOddsWith({ type }: Fact, state: SubscriptionState | null): boolean {
  return state !== null && statesShownBy[type]?.includes(state) === false;
}

function wasReportedLate(fact: Fact): boolean {
  return !isReportedAtOnce(fact.occurredAt, reportedAtOf(fact));
}

/** Nothing was due when it was reported: the next charge is to come. */
function isPaidUntilLater(fact: Fact): boolean {
  return (copyIn(fact)?.nextChargeAt ?? 0) > reportedAtOf(fact);
}

function isOneOf(state: SubscriptionState | null, ...some: readonly SubscriptionState[]): boolean {
  return some.some((each) => each === state);
}
