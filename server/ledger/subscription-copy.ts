import { hour } from '../platform/time/units.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';

/** Not FastSpring's: the subscription as its API showed it at a moment. */
export const shownByApi = 'api.subscription';

/** The subscription as the fact shows it; null when it only names it. */
export function copyIn(fact: Fact): SubscriptionDetails | null {
  return 'subscription' in fact ? fact.subscription : null;
}

/** FastSpring reports what happens within seconds; retries keep the moment. What is reported later is a resend by hand. */
export function isReportedAtOnce(happened: number, reported: number): boolean {
  return reported - happened <= hour;
}

/** Not edited since before the day on which the charge was due, so it does not say when that was missed. */
export function isFromBeforeDue(
  { changedAt, nextChargeAt }: Pick<SubscriptionDetails, 'changedAt' | 'nextChargeAt'>,
  reported: number,
): boolean {
  return changedAt !== null && nextChargeAt !== null && changedAt < nextChargeAt && nextChargeAt <= reported;
}

/** When the next charge comes, ms; null when none is to come. */
export function nextChargeIn({ nextChargeAt, lastPeriod }: SubscriptionDetails): number | null {
  return lastPeriod ? null : nextChargeAt;
}

/** When the fact was reported for the first time, ms; facts of earlier versions only know when they happened. */
export function reportedAtOf(fact: Fact): number {
  return ('reportedAt' in fact ? fact.reportedAt : null) ?? fact.occurredAt;
}

/**
 * The later of two copies that state the same fact: a resend shows the subscription of its own day, or that of the event.
 * Commutative and associative: of two that say the same moment the one that says more counts, then the greater text.
 */
export function laterCopy(one: SubscriptionDetails, other: SubscriptionDetails): SubscriptionDetails {
  const order =
    (one.changedAt ?? -1) - (other.changedAt ?? -1) ||
    countKnown(one) - countKnown(other) ||
    Number(JSON.stringify(one) > JSON.stringify(other));
  return order > 0 ? one : other;
}

function countKnown(copy: SubscriptionDetails): number {
  return Object.values(copy).filter((value) => value !== null).length;
}
