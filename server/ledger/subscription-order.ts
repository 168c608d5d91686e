import type { Fact, SubscriptionDetails } from './fact.ts';
import { compareTypeThenKey } from './fact-order.ts';
import { nextDueAfter } from './next-due.ts';
import { copyIn, isFromBeforeDue, reportedAtOf, shownByApi } from './subscription-copy.ts';
import { contradictsItsCopy, stateShownIn } from './subscription-state.ts';

/*
 * The order of a subscription's facts in its life: by the data of the objects, regardless of the time of the reports. A
 * copy's `changed` never goes back. In some stores it stands still during charges and notices; then the period decides.
 */

/** A fact in a subscription's life: the event itself, or its later copy of the subscription. */
export interface Step {
  readonly fact: Fact;
  readonly as: 'event' | 'copy';
}

/** A step and its place in time, ms. */
interface Placed extends Step {
  readonly at: number;
}

/** An order may pay for several subscriptions: each of them is paid, regardless of the one it is stored under. */
export function isCharge({ type }: Fact): boolean {
  return chargeTypes.some((each) => each === type);
}

/** In the order of the alphabet. */
export const chargeTypes = ['subscription.charge.completed', 'subscription.group.payment.charge.completed'] as const;

/** A member of a co-term group as shown by its group's event, except for a group's charge. */
export function isOfGroup(fact: Fact): boolean {
  return fact.kind === 'snapshot' && fact.type.startsWith('subscription.group.') && !isCharge(fact);
}

/**
 * The events in the order in which they changed the subscription's state, without those reported by other events, and
 * with these later copies in between.
 */
export function inOrderOfLife(facts: readonly Fact[], laterCopies: readonly Fact[]): readonly Step[] {
  const charges = facts.filter(isCharge).map((fact) => ({ fact, nextDueAt: nextDueIn(fact, facts) }));
  const edits = new Set(facts.map((fact) => (contradictsItsCopy(fact) ? null : editedAt(fact))));
  const events = facts
    .filter((fact) => !isReportedByAnother(fact, edits))
    .map((fact): Placed => ({ fact, as: 'event', at: placeOf(fact, charges) }));
  const copies = laterCopies.map(
    (fact): Placed => ({ fact, as: 'copy', at: copyIn(fact)?.changedAt ?? fact.occurredAt }),
  );
  return [...events, ...copies].sort(comparePlaced);
}

/** A charge without expansion moves `changed` too, to its own moment. */
function editedAt(fact: Fact): number | null {
  const copy = copyIn(fact);
  return copy === null && isCharge(fact) ? fact.occurredAt : (copy?.changedAt ?? null);
}

/**
 * Its copy belongs to the fact that moved `changed` there, so the event itself happened before that, at an unknown
 * time.
 */
function isReportedByAnother(fact: Fact, edits: ReadonlySet<number | null>): boolean {
  const copy = copyIn(fact);
  if (copy?.changedAt == null || !contradictsItsCopy(fact)) return false;
  return edits.has(copy.changedAt) && !(isMissedCharge(fact) && isFromBeforeDue(copy, reportedAtOf(fact)));
}

/** The copies of the subscription, oldest first, regardless of the arrival of their facts. */
export function copiesInOrder(facts: readonly Fact[]): readonly SubscriptionDetails[] {
  const copies = facts.flatMap((fact) => {
    const copy = copyIn(fact);
    return copy === null ? [] : { fact, copy };
  });
  const byApi = copies.filter(({ fact }) => fact.type === shownByApi);
  return copies
    .map((each) => ({ ...each, at: placeOfCopy(each, byApi) }))
    .sort(
      (one, other) =>
        one.at - other.at ||
        (one.copy.sequence ?? -1) - (other.copy.sequence ?? -1) ||
        (one.copy.nextChargeAt ?? -1) - (other.copy.nextChargeAt ?? -1) ||
        Number(one.fact.type === shownByApi) - Number(other.fact.type === shownByApi) ||
        compareWithinAMoment(one.fact, other.fact),
    )
    .map(({ copy }) => copy);
}

interface Copy {
  readonly fact: Fact;
  readonly copy: SubscriptionDetails;
}

/**
 * A copy's place is the time of its edit. The API's copies are placed at their own moment, unless FastSpring's clock
 * says later. If `changed` stands still, a copy reported after one from the API may be newer: the period decides
 * between them.
 */
function placeOfCopy({ fact, copy }: Copy, byApi: readonly Copy[]): number {
  const { changedAt } = copy;
  if (changedAt === null) return reportedAtOf(fact);
  const before = byApi.filter(
    (shown) =>
      shown.fact.occurredAt <= reportedAtOf(fact) && (shown.copy.changedAt ?? Number.POSITIVE_INFINITY) <= changedAt,
  );
  return Math.max(changedAt, ...before.map((shown) => shown.fact.occurredAt));
}

/** A charge, and the due time of the next one, ms. */
interface Charge {
  readonly fact: Fact;
  readonly nextDueAt: number;
}

/** Without expansion it follows from the other copies and the plan's interval. */
function nextDueIn(charge: Fact, facts: readonly Fact[]): number {
  const copy = copyIn(charge);
  if (copy !== null) return copy.nextChargeAt ?? 0;
  const copies = facts.map(copyIn).filter((each) => each !== null);
  return nextDueAfter(charge.occurredAt, copies) ?? 0;
}

function placeOf(fact: Fact, charges: readonly Charge[]): number {
  if (fact.type === 'subscription.activated') return Number.NEGATIVE_INFINITY;
  if (isMissedCharge(fact)) return placeOfMissed(fact, charges);
  const copy = copyIn(fact);
  if (copy?.changedAt == null || fact.type === shownByApi || isCharge(fact) || isReminder(fact)) return fact.occurredAt;
  const { changedAt, canceledAt } = copy;
  // A cancellation may have the `changed` of the activation, but not a `canceledDate` from before it.
  if (fact.type === 'subscription.canceled' && changedAt < (canceledAt ?? 0)) return fact.occurredAt;
  return changedAt;
}

function isReminder({ type }: Fact): boolean {
  return type.endsWith('.reminder');
}

/** Failed, overdue, or shown as overdue by its group. */
function isMissedCharge(fact: Fact): boolean {
  if (fact.type === 'subscription.payment.overdue' || fact.kind === 'charge_failed') return true;
  return isOfGroup(fact) && stateShownIn(fact) === 'overdue';
}

/**
 * A missed charge comes after the charges of earlier periods, and before the one that settled it. Half a millisecond is
 * nearer than any other fact can be.
 */
function placeOfMissed(fact: Fact, charges: readonly Charge[]): number {
  const copy = copyIn(fact);
  const reported = reportedAtOf(fact);
  if (copy === null || copy.changedAt === null) {
    // Nothing was due when it was reported, so an earlier charge had failed.
    const ahead = charges.filter((charge) => charge.nextDueAt > reported);
    return Math.min(fact.occurredAt, ...ahead.map((charge) => charge.fact.occurredAt - 0.5));
  }
  const { changedAt, nextChargeAt } = copy;
  const earlier = charges.filter((charge) => isAsFar(copyIn(charge.fact), copy));
  const standsStill = isFromBeforeDue(copy, reported) && !charges.some((charge) => moved(charge.fact, changedAt));
  const missedAt = standsStill ? (nextChargeAt ?? changedAt) : changedAt;
  return Math.max(missedAt, ...earlier.map((charge) => charge.fact.occurredAt + 0.5));
}

/** If `changed` stands still: the charge led to the period that the other copy shows, or to an earlier one. */
function isAsFar(charge: SubscriptionDetails | null, copy: SubscriptionDetails): boolean {
  if (charge?.nextChargeAt == null || charge.changedAt !== copy.changedAt) return false;
  return charge.nextChargeAt <= (copy.nextChargeAt ?? 0) && (charge.sequence ?? 0) <= (copy.sequence ?? 0);
}

/** The charge came after that edit, and shows a later one. */
function moved(charge: Fact, changedAt: number): boolean {
  return charge.occurredAt >= changedAt && (copyIn(charge)?.changedAt ?? 0) > changedAt;
}

/** Within the same moment: by the period, then by the report where the life cycle does not decide. */
function comparePlaced(one: Placed, other: Placed): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  const sequence = ({ fact }: Placed) => copyIn(fact)?.sequence ?? -1;
  return (
    sequence(one) - sequence(other) ||
    Number(one.as === 'event') - Number(other.as === 'event') ||
    compareWithinAMoment(one.fact, other.fact)
  );
}

function compareWithinAMoment(one: Fact, other: Fact): number {
  const areReversible = reversibleTypes.has(one.type) && reversibleTypes.has(other.type);
  return (areReversible ? reportedAtOf(one) - reportedAtOf(other) : 0) || compareTypeThenKey(one, other);
}

/** Events that may occur repeatedly, in any order; neighbours in the life cycle. */
const reversibleTypes: ReadonlySet<string> = new Set([
  'subscription.paused',
  'subscription.resumed',
  'subscription.canceled',
  'subscription.uncanceled',
]);
