import type { AccountHealth } from '../health/read-all-health.ts';
import type { Alarm } from '../platform/database/generated/client.ts';
import { hour } from '../platform/time/units.ts';

/** ms that an entry must be absent before its alarm is over; an entry that returns sooner continues the same alarm */
const calmFor = hour;

export type OpenAlarm = Pick<Alarm, 'id' | 'accountId' | 'code' | 'absentSince'>;

/** The changes after which each entry has one open alarm and no other alarm is open. */
export function compareAlarms(health: readonly AccountHealth[], open: readonly OpenAlarm[], now: number) {
  const entries = health.flatMap(({ accountId, entries: each }) => each.map((entry) => ({ accountId, entry })));
  const present = new Set(entries.map(({ accountId, entry }) => keyOf(accountId, entry.code)));
  const known = new Set(open.map(({ accountId, code }) => keyOf(accountId, code)));
  const isPresent = ({ accountId, code }: OpenAlarm) => present.has(keyOf(accountId, code));
  const away = open.filter((alarm) => !isPresent(alarm));
  return {
    begun: entries.filter(({ accountId, entry }) => !known.has(keyOf(accountId, entry.code))),
    /** their entry has just disappeared */
    absent: away.filter(({ absentSince }) => absentSince === null),
    /** their entry has come back */
    back: open.filter((alarm) => isPresent(alarm) && alarm.absentSince !== null),
    /** their entry has been absent long enough */
    over: away.filter(({ absentSince }) => absentSince !== null && now - absentSince.getTime() >= calmFor),
  };
}

function keyOf(accountId: string, code: string): string {
  return `${accountId} ${code}`;
}
