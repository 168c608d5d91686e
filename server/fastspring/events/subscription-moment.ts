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
 * When a thing of a subscription's life happened, ms: by what its data says, because a resend by hand has an envelope of
 * today. `changed` is when the subscription was last edited, which a later copy has moved on and some stores never move.
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
    // Reminders leave `changed` as it was, weeks ago.
    case 'subscription.payment.reminder':
    case 'subscription.trial.reminder':
      return reported;
    default:
      return shape.changed ?? reported;
  }
}

/** Within the day on which it begins; a copy that was edited later still says that day. */
function activatedAt({ begin, changed }: SubscriptionShape, reported: number): number {
  const seen = Math.min(reported, changed ?? reported);
  return begin === null || seen < startOfDay(begin) + day ? seen : begin;
}

/**
 * `canceledDate` is the midnight before it; that of a plan with a fixed end may be to come. `changed` may be the
 * activation's of the same day, so what is reported at once is reported when it happens.
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
