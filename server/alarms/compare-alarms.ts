import type { HealthEntry } from '../health/health-entry.ts';
import type { AccountHealth } from '../health/read-health.ts';
import { hour } from '../platform/time/units.ts';

/** ms that an entry must be absent before its alarm is over; an entry that returns sooner continues the same alarm */
const calmFor = hour;

export interface OpenAlarm {
  readonly id: string;
  readonly accountId: string;
  readonly code: string;
  /** when its entry disappeared, ms; null while the entry is present */
  readonly absentSince: number | null;
}

interface AlarmChanges {
  readonly begun: readonly { readonly accountId: string; readonly entry: HealthEntry }[];
  /** ids of open alarms: the entry has just disappeared, has come back, or has been absent long enough */
  readonly absent: readonly string[];
  readonly back: readonly string[];
  readonly over: readonly string[];
}

/** The changes after which each entry has one open alarm and no other alarm is open. */
export function compareAlarms(health: readonly AccountHealth[], open: readonly OpenAlarm[], now: number): AlarmChanges {
  const entries = health.flatMap(({ accountId, entries: each }) => each.map((entry) => ({ accountId, entry })));
  const present = new Set(entries.map(({ accountId, entry }) => keyOf(accountId, entry.code)));
  const known = new Set(open.map(({ accountId, code }) => keyOf(accountId, code)));
  const [there, away] = [
    open.filter(({ accountId, code }) => present.has(keyOf(accountId, code))),
    open.filter(({ accountId, code }) => !present.has(keyOf(accountId, code))),
  ];
  return {
    begun: entries.filter(({ accountId, entry }) => !known.has(keyOf(accountId, entry.code))),
    absent: idsOf(away.filter(({ absentSince }) => absentSince === null)),
    back: idsOf(there.filter(({ absentSince }) => absentSince !== null)),
    over: idsOf(away.filter(({ absentSince }) => absentSince !== null && now - absentSince >= calmFor)),
  };
}

function keyOf(accountId: string, code: string): string {
  return `${accountId} ${code}`;
}

function idsOf(alarms: readonly OpenAlarm[]): readonly string[] {
  return alarms.map(({ id }) => id);
}
