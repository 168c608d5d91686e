import { fromLocal, knownZone, offsetAt } from './time-zone.ts';

/** The local hour of the account at which the work disturbs no one. */
const nightlyHour = 2;

/**
 * The next 2 a.m. after `now` (ms) in the account's time zone (an IANA name), in ms. If the clocks skip that hour, the
 * time is an hour later.
 */
export function nextNight(now: number, timeZone: string): number {
  // The zone comes from Kommo, and a name that Intl does not know must not keep an account from being compared.
  const zone = knownZone(timeZone);
  const today = new Date(now + offsetAt(now, zone));
  const onDay = (days: number) =>
    fromLocal(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, nightlyHour), zone);
  const tonight = onDay(0);
  return tonight > now ? tonight : onDay(1);
}
