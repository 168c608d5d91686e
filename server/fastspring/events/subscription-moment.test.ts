import { describe, expect, test } from 'vitest';
import { readFacts } from '../../../testing/server/fastspring/read-facts.ts';

/** A moment in UTC, e.g. `03-02 10:00` of 2026. */
type Moment = string;
const parse = (moment: Moment): number => Date.parse(`2026-${moment.replace(' ', 'T')}Z`);

/** The time of an event for a subscription with these dates, reported at a given moment. */
function momentOf(type: string, shown: Readonly<Record<string, Moment | null>>, reported: Moment): Moment {
  const times = Object.entries(shown).map(([name, moment]) => [name, moment === null ? null : parse(moment)]);
  const [fact] = readFacts(`subscription.${type}`, { id: 'S-1', ...Object.fromEntries(times) }, parse(reported));
  return new Date(fact?.occurredAt ?? 0).toISOString().slice(5, 16).replace('T', ' ');
}

describe('an activation', () => {
  const begin = '03-02 00:00';

  test.each<[string, Moment | null, Moment | null, Moment, Moment]>([
    ['is as old as the change that it shows', begin, '03-02 10:00', '03-02 10:05', '03-02 10:00'],
    ['is never later than its report', begin, '03-02 10:20', '03-02 10:05', '03-02 10:05'],
    ['without a change is as old as its report', begin, null, '03-02 10:05', '03-02 10:05'],
    ['belongs to its day until the last minute', begin, '03-02 23:59', '03-03 00:01', '03-02 23:59'],
    ['does not belong to the next day', begin, '03-03 00:00', '03-03 00:01', begin],
    ['shown by a later copy is at its beginning', begin, '03-08 12:00', '03-09 08:00', begin],
    ['without a beginning is as old as its change', null, '03-08 12:00', '03-09 08:00', '03-08 12:00'],
  ])('%s', (_what, beginning, changed, reported, expected) => {
    expect(momentOf('activated', { begin: beginning, changed }, reported)).toBe(expected);
  });
});

describe('a cancellation', () => {
  const day = '03-10 00:00';

  test.each<[string, Moment | null, Moment | null, Moment, Moment]>([
    ['without a date is as old as its change', null, '03-10 09:00', '03-10 12:00', '03-10 09:00'],
    ['without a date is never later than its report', null, '03-10 12:00', '03-10 09:00', '03-10 09:00'],
    ['without a date and a change is as old as its report', null, null, '03-10 09:00', '03-10 09:00'],
    ['with a future date is as old as its change', '06-01 00:00', '03-10 09:00', '03-10 12:00', '03-10 09:00'],
    ['reported at the midnight of its date is of that moment', day, '03-08 09:00', day, day],
    ['with a moment of its own keeps it', '03-10 09:30', '03-10 09:00', '03-10 12:00', '03-10 09:30'],
    ['reported at once is as old as its report', day, '03-10 08:30', '03-10 09:00', '03-10 09:00'],
    ['reported at once after midnight is as old as its change', day, '03-10 23:50', '03-11 00:10', '03-10 23:50'],
    ['reported later on its day is as old as its change', day, '03-10 09:00', '03-10 18:00', '03-10 09:00'],
    ['changed at midnight belongs to its day', day, day, '03-10 18:00', day],
    ['changed on the day before is as old as its report', day, '03-09 23:59', '03-10 18:00', '03-10 18:00'],
    ['without a change is as old as its report', day, null, '03-10 18:00', '03-10 18:00'],
    ['changed at the next midnight has its date', day, '03-11 00:00', '03-12 09:00', day],
    ['shown by a later copy has its date', day, '03-14 09:00', '03-15 09:00', day],
  ])('%s', (_what, canceledDate, changed, reported, expected) => {
    expect(momentOf('canceled', { canceledDate, changed }, reported)).toBe(expected);
  });
});

test.each<[string, string, Moment | null, Moment]>([
  ['the end is as old as its change', 'deactivated', '04-01 00:05', '04-01 00:05'],
  ['the end is never later than its report', 'deactivated', '04-09 00:00', '04-02 08:00'],
  ['the end without a change is as old as its report', 'deactivated', null, '04-02 08:00'],
  [
    'a notice of a copy from before the charge is as old as its report',
    'payment.overdue',
    '03-02 10:00',
    '04-02 08:00',
  ],
  ['a notice of a copy from after the charge is as old as its change', 'payment.overdue', '04-01 06:00', '04-01 06:00'],
  ['a reminder is as old as its report', 'payment.reminder', '03-02 10:00', '04-02 08:00'],
  ['a pause is as old as its change', 'paused', '04-01 06:00', '04-01 06:00'],
  ['a pause without a change is as old as its report', 'paused', null, '04-02 08:00'],
])('%s', (_what, type, changed, expected) => {
  expect(momentOf(type, { changed, next: '04-01 00:00' }, '04-02 08:00')).toBe(expected);
});
