import { hour } from '../platform/time/units.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';

/** Our own type: the subscription as shown by the API at a moment. */
export const shownByApi = 'api.subscription';

/** The subscription as shown by the fact; null if the fact only names it. */
export function copyIn(fact: Fact): SubscriptionDetails | null {
  return 'subscription' in fact ? fact.subscription : null;
}

/** FastSpring reports events within seconds, and retries keep the moment. A later report is a resend by hand. */
export function isReportedAtOnce(happened: number, reported: number): boolean {
  return reported - happened <= hour;
}

/** Last edited before the due day of the charge, so it does not show when the charge was missed. */
export function isFromBeforeDue(
  { changedAt, nextChargeAt }: Pick<SubscriptionDetails, 'changedAt' | 'nextChargeAt'>,
  reported: number,
): boolean {
  return changedAt !== null && nextChargeAt !== null && changedAt < nextChargeAt && nextChargeAt <= reported;
}

/** When the next charge comes, ms; null if none is to come. */
export function nextChargeIn({ nextChargeAt, lastPeriod }: SubscriptionDetails): number | null {
  return lastPeriod ? null : nextChargeAt;
}

/** The first report of the fact, ms; facts of earlier versions only have the time of the event. */
export function reportedAtOf(fact: Fact): number {
  return ('reportedAt' in fact ? fact.reportedAt : null) ?? fact.occurredAt;
}

/**
 * The later of two copies that state the same fact: a resend shows the subscription of its own day, or that of the
 * event. Commutative and associative: of two with the same moment the one with more data counts, then the greater text.
 */
export function laterCopy(one: SubscriptionDetails, other: SubscriptionDetails): SubscriptionDetails {
  const order =
    (one.changedAt ?? -1) - (other.changedAt ?? -1) ||
    countKnown(one) - countKnown(other) ||
    Number(comparableText(one) > comparableText(other));
  return order > 0 ? one : other;
}

/** Tags by name: Postgres stores an object's members in an order of its own. */
export function comparableText(details: { readonly tags: Readonly<Record<string, string>> }): string {
  return JSON.stringify({ ...details, tags: Object.entries(details.tags).sort() });
}

function countKnown(copy: SubscriptionDetails): number {
  return Object.values(copy).filter((value) => value !== null).length;
}
