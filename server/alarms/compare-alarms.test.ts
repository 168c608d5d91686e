import { expect, test } from 'vitest';
import type { HealthEntry } from '../health/health-entry.ts';
import { compareAlarms, type OpenAlarm } from './compare-alarms.ts';

const minute = 60_000;
const now = Date.parse('2026-11-20T14:00:00.000Z');
const refused: HealthEntry = { code: 'token_refused', since: '2026-11-20T12:00:00.000Z', figures: {} };
const health = (...entries: HealthEntry[]) => [
  { accountId: 'acme', entries },
  { accountId: 'birch', entries: [] },
];
const alarm: OpenAlarm = { id: '1', accountId: 'acme', code: 'token_refused', absentSince: null };
const none = { begun: [], absent: [], back: [], over: [] };

test('an entry without an alarm begins one, for its own account', () => {
  const ofAnother = { ...alarm, accountId: 'birch' };
  expect(compareAlarms(health(refused), [], now)).toEqual({ ...none, begun: [{ accountId: 'acme', entry: refused }] });
  expect(compareAlarms(health(refused), [ofAnother], now)).toEqual({
    ...none,
    begun: [{ accountId: 'acme', entry: refused }],
    absent: [ofAnother],
  });
});

test('an entry that stays changes nothing', () => {
  expect(compareAlarms(health(refused), [alarm], now)).toEqual(none);
});

test('an alarm is over when its entry has been absent for an hour', () => {
  expect(compareAlarms(health(), [alarm], now)).toEqual({ ...none, absent: [alarm] });
  const away = (minutes: number) => ({ ...alarm, absentSince: new Date(now - minutes * minute) });
  expect(compareAlarms(health(), [away(59)], now)).toEqual(none);
  expect(compareAlarms(health(), [away(60)], now)).toEqual({ ...none, over: [away(60)] });
});

test('an entry that comes back within the hour continues its alarm', () => {
  const away = { ...alarm, absentSince: new Date(now - 59 * minute) };
  expect(compareAlarms(health(refused), [away], now)).toEqual({ ...none, back: [away] });
});
