import { fromLocal, offsetAt } from '../../platform/time/time-zone.ts';
import { day, hour, unixSeconds } from '../../platform/time/units.ts';
import type { RuleTask } from '../settings/settings.ts';

/**
 * When a task is due, in Unix seconds: a number of hours after the fact, or the next given weekday and time after it in
 * the account's time zone (an IANA name). A time that the clocks skip in spring falls one hour later.
 */
export function dueAt(task: RuleTask, factAt: number, timeZone: string): number {
  const due = task.dueOn === null ? factAt + (task.dueInHours ?? 0) * hour : nextWeekday(task.dueOn, factAt, timeZone);
  return unixSeconds(due);
}

function nextWeekday({ weekday, time }: NonNullable<RuleTask['dueOn']>, after: number, timeZone: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const today = new Date(after + offsetAt(after, timeZone));
  // On a Sunday, the one a week ago: ISO weeks begin on Monday.
  const lastSunday = today.getUTCDate() - (today.getUTCDay() || 7);
  const onWeek = (weeks: number) => {
    const date = lastSunday + weekday + 7 * weeks;
    return fromLocal(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), date, hours, minutes), timeZone);
  };
  const thisWeek = onWeek(0);
  return thisWeek > after ? thisWeek : onWeek(1);
}

/** When the day given by a UTC midnight begins in that time zone, ms. */
export function startOfDay(utcMidnight: number, timeZone: string): number {
  return fromLocal(Math.floor(utcMidnight / day) * day, timeZone);
}

/** When the day of a moment begins in that time zone, ms. */
export function startOfDayAt(moment: number, timeZone: string): number {
  return startOfDay(moment + offsetAt(moment, timeZone), timeZone);
}
