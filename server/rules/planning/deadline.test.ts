import { expect, test } from 'vitest';
import { dueAt } from './deadline.ts';

const at = (iso: string) => Date.parse(iso);
const inHours = (dueInHours: number) => ({ typeId: 1, text: 'Call', dueInHours, dueOn: null });
const on = (weekday: number, time: string) => ({ typeId: 1, text: 'Call', dueInHours: null, dueOn: { weekday, time } });

test('hours are counted from the fact', () => {
  expect(dueAt(inHours(24), at('2026-11-20T12:00:00.900Z'), 'UTC')).toBe(at('2026-11-21T12:00:00Z') / 1000);
  expect(dueAt(inHours(0), at('2026-11-20T12:00:00Z'), 'UTC')).toBe(at('2026-11-20T12:00:00Z') / 1000);
});

test.each([
  ['the next Monday from a Friday', on(1, '09:00'), '2026-11-20T12:00:00Z', 'UTC', '2026-11-23T09:00:00Z'],
  ['the same day when it is still ahead', on(5, '15:30'), '2026-11-20T12:00:00Z', 'UTC', '2026-11-20T15:30:00Z'],
  ['a week later when it has just passed', on(5, '12:00'), '2026-11-20T12:00:00Z', 'UTC', '2026-11-27T12:00:00Z'],
  ['Sunday', on(7, '09:00'), '2026-11-20T12:00:00Z', 'UTC', '2026-11-22T09:00:00Z'],
  ['the same Sunday when it is still ahead', on(7, '09:00'), '2026-11-22T08:00:00Z', 'UTC', '2026-11-22T09:00:00Z'],
  ['the Monday after a Sunday', on(1, '09:00'), '2026-11-22T08:00:00Z', 'UTC', '2026-11-23T09:00:00Z'],
  ['by the clocks of São Paulo', on(1, '09:00'), '2026-11-20T12:00:00Z', 'America/Sao_Paulo', '2026-11-23T12:00:00Z'],
  ['where it is Saturday already', on(6, '09:00'), '2026-11-20T20:00:00Z', 'Asia/Tokyo', '2026-11-21T00:00:00Z'],
  [
    'a week later where the new week has begun and its Monday’s time has passed',
    on(1, '04:00'),
    '2026-11-22T20:00:00Z',
    'Asia/Tokyo',
    '2026-11-29T19:00:00Z',
  ],
  ['where it is still Thursday', on(4, '23:00'), '2026-11-20T03:00:00Z', 'America/New_York', '2026-11-20T04:00:00Z'],
  [
    'a zone of three quarters of an hour',
    on(6, '09:00'),
    '2026-11-20T12:00:00Z',
    'Asia/Kathmandu',
    '2026-11-21T03:15:00Z',
  ],
  ['after clocks went back meanwhile', on(1, '09:00'), '2026-10-23T12:00:00Z', 'Europe/Berlin', '2026-10-26T08:00:00Z'],
  [
    'after clocks went forward meanwhile',
    on(1, '09:00'),
    '2026-03-27T12:00:00Z',
    'Europe/Berlin',
    '2026-03-30T07:00:00Z',
  ],
  ['a time that the clocks skip', on(7, '02:30'), '2026-03-27T12:00:00Z', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
  ['over the turn of the year', on(5, '09:00'), '2026-12-30T12:00:00Z', 'UTC', '2027-01-01T09:00:00Z'],
])('a weekday is %s', (_what, task, factAt, timeZone, due) => {
  expect(new Date(dueAt(task, at(factAt), timeZone) * 1000).toISOString()).toBe(new Date(due).toISOString());
});
