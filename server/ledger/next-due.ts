import { day } from '../platform/time/units.ts';
import type { SubscriptionDetails } from './fact.ts';

const daysIn = new Map<SubscriptionDetails['interval'], number>([
  ['day', 1],
  ['week', 7],
]);
const monthsIn = new Map<SubscriptionDetails['interval'], number>([
  ['month', 1],
  ['year', 12],
]);

/**
 * The next due time after a moment by the plan's interval, ms, for a charge that only names its subscription. The
 * earliest result of all copies; null if no copy gives one.
 */
export function nextDueAfter(moment: number, copies: readonly SubscriptionDetails[]): number | null {
  const dues = copies.flatMap((copy) => dueBy(copy, moment) ?? []);
  return dues.length === 0 ? null : Math.min(...dues);
}

function dueBy({ interval, intervalLength, nextChargeAt }: SubscriptionDetails, moment: number): number | null {
  if (nextChargeAt === null) return null;
  const length = Math.max(intervalLength ?? 1, 1);
  const days = daysIn.get(interval);
  if (days !== undefined) {
    const step = days * length * day;
    return nextChargeAt + Math.max(Math.floor((moment - nextChargeAt) / step) + 1, 0) * step;
  }
  const months = monthsIn.get(interval);
  if (months === undefined) return null;
  // Never too many: no month has more than 31 days.
  let periods = Math.max(Math.floor((moment - nextChargeAt) / (months * length * 31 * day)), 0);
  while (monthsLater(nextChargeAt, periods * months * length) <= moment) periods += 1;
  return monthsLater(nextChargeAt, periods * months * length);
}

/** The same day of the month, or the last day of a shorter month. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + (time % day);
}
