import { fromLocal, offsetAt } from './time-zone.ts';

/** The hour of the account's own clocks at which nobody is disturbed. */
const nightlyHour = 2;

/**
 * The next two o'clock in the morning after `now` (ms) on the clocks of the account's time zone (an IANA name), in ms. A
 * night in which the clocks skip it has it an hour later.
 */
export function nextNight(now: number, timeZone: string): number {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  const today = new Date(now + offsetAt(now, zone));
  const onDay = (days: number) =>
    fromLocal(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, nightlyHour), zone);
  const tonight = onDay(0);
  return tonight > now ? tonight : onDay(1);
}

/** Kommo names the zone, and a name that Intl does not know must not keep an account from being compared. */
function isKnown(timeZone: string): boolean {
  try {
    offsetAt(0, timeZone);
    return true;
  } catch {
    return false;
  }
}
