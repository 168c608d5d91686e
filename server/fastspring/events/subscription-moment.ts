import { isFromBeforeDue, isReportedAtOnce } from '../../ledger/subscription-copy.ts';
import { day } from '../../platform/time/units.ts';
import { type EventSource, reportedAt } from './event-source.ts';
import { nextChargeOf, type SubscriptionShape } from './subscription-shape.ts';

/** The facts of these types have their moment at the end of their key, where it is known. */
export const typesWithMoment: readonly string[] = [
  'subscription.canceled',
  'subscription.charge.failed',
  'subscription.group.payment.charge.failed',
];

/**
 * When an event of a subscription's life happened, ms: taken from its data, because a manual resend has an envelope of
 * today. `changed` is the last edit of the subscription; a later copy has a later one, and some stores never update it.
 */
export function momentOf(type: string, shape: SubscriptionShape, source: EventSource): number {
  const reported = reportedAt(source);
  switch (type) {
    case 'subscription.activated':
      return activatedAt(shape, reported);
    case 'subscription.canceled':
      return canceledAt(shape, reported);
    case 'subscription.deactivated':
      return Math.min(shape.changed ?? reported, reported);
    case 'subscription.payment.overdue':
      return missedAt(shape, reported);
    // Reminders do not update `changed`, which may be weeks old.
    case 'subscription.payment.reminder':
    case 'subscription.trial.reminder':
      return reported;
    default:
      return shape.changed ?? reported;
  }
}

/** Within the day on which it begins; a copy that was edited later still has that day. */
function activatedAt({ begin, changed }: SubscriptionShape, reported: number): number {
  const seen = Math.min(reported, changed ?? reported);
  return begin === null || seen < startOfDay(begin) + day ? seen : begin;
}

/**
 * `canceledDate` is the midnight before the cancellation; for a plan with a fixed end it may be in the future.
 * `changed` may come from an activation on the same day, so a promptly reported event happened when it was reported.
 */
function canceledAt({ canceledDate, changed }: SubscriptionShape, reported: number): number {
  if (canceledDate === null || canceledDate > reported) return Math.min(changed ?? reported, reported);
  if (!isMidnight(canceledDate)) return canceledDate;
  const moments = changed !== null && isReportedAtOnce(changed, reported) ? [reported, changed] : [changed, reported];
  return moments.find((time) => isWithinDay(time, canceledDate)) ?? canceledDate;
}

/** A charge that failed or is overdue. */
export function missedAt(shape: SubscriptionShape, reported: number): number {
  const { changed } = shape;
  const copy = { changedAt: changed, nextChargeAt: nextChargeOf(shape) };
  return changed === null || isFromBeforeDue(copy, reported) ? reported : changed;
}

export function isMidnight(time: number): boolean {
  return time === startOfDay(time);
}

export function isWithinDay(time: number | null, midnight: number): time is number {
  return time !== null && time >= midnight && time < midnight + day;
}

function startOfDay(time: number): number {
  return Math.floor(time / day) * day;
}
