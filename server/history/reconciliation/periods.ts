import { addDays, dateOf } from '../../platform/time/dates.ts';
import { day } from '../../platform/time/units.ts';
import type { Period } from '../walk/listed.ts';

/** The same days in as few periods as possible, earliest first. */
export function mergePeriods(periods: readonly Period[]): readonly Period[] {
  const merged: Period[] = [];
  for (const period of periods.toSorted((one, other) => (one.begin < other.begin ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || period.begin > addDays(last.end, 1)) merged.push(period);
    else if (period.end > last.end) merged[merged.length - 1] = { begin: last.begin, end: period.end };
  }
  return merged;
}

export function isWithin(time: number, periods: readonly Period[]): boolean {
  const date = dateOf(time);
  return periods.some(({ begin, end }) => date >= begin && date <= end);
}

/**
 * The moments that are certainly within the periods in any time zone that FastSpring's days may be in: a day is left
 * out at each end. For the database.
 */
export function certainMoments(periods: readonly Period[], before: Date): { begins: Date[]; ends: Date[] } {
  const certain = periods.map(({ begin, end }) => ({
    begin: Date.parse(begin) + day,
    end: Math.min(Date.parse(end), before.getTime()),
  }));
  const open = certain.filter(({ begin, end }) => begin < end);
  return { begins: open.map(({ begin }) => new Date(begin)), ends: open.map(({ end }) => new Date(end)) };
}
