import { expect, test } from 'vitest';
import { nextNight } from './nights.ts';

test.each([
  ['2026-11-26T00:30:00Z', 'UTC', '2026-11-26T02:00:00Z'],
  ['2026-11-26T02:00:00Z', 'UTC', '2026-11-27T02:00:00Z'],
  ['2026-11-26T12:00:00Z', 'Europe/Berlin', '2026-11-27T01:00:00Z'],
  ['2026-11-26T00:59:59Z', 'Europe/Berlin', '2026-11-26T01:00:00Z'],
  ['2026-11-26T12:00:00Z', 'America/Sao_Paulo', '2026-11-27T05:00:00Z'],
  ['2026-11-26T12:00:00Z', 'Asia/Jakarta', '2026-11-26T19:00:00Z'],
  // the day has begun there, and its night is over
  ['2026-11-26T20:00:00Z', 'Asia/Jakarta', '2026-11-27T19:00:00Z'],
  // the clocks skip two o'clock
  ['2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-28T01:00:00Z'],
  ['2026-11-26T12:00:00Z', 'Mars/Olympus', '2026-11-27T02:00:00Z'],
])('after %s in %s the next night is at %s', (now, timeZone, night) => {
  expect(new Date(nextNight(Date.parse(now), timeZone)).toISOString()).toBe(new Date(night).toISOString());
});
