import { describe, expect, test } from 'vitest';
import { shortestGap, unusualSilence, type WebhookRhythm } from './webhook-silence.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** a Monday, 00:00 */
const monday = Date.parse('2026-11-02T00:00:00Z');

/** As server/health/read-health.ts reads it from the events. */
function rhythmOf(arrivals: readonly number[]): WebhookRhythm {
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
  return {
    firstAt: arrivals[0] ?? Number.NaN,
    lastAt: arrivals.at(-1) ?? Number.NaN,
    activeHours: new Set(arrivals.map((at) => Math.floor(at / hour))).size,
    gaps: gaps.filter((gap) => gap >= shortestGap),
  };
}

/** An arrival every so many hours. */
function every(hours: number, days: number): number[] {
  return Array.from({ length: Math.floor((days * 24) / hours) + 1 }, (_, index) => monday + index * hours * hour);
}

/** Two sales on each working day, at nine and at five: over the weekend nothing arrives for 64 hours. */
function officeHours(weeks: number): number[] {
  return Array.from({ length: weeks * 7 }, (_, index) => index)
    .filter((index) => index % 7 < 5)
    .flatMap((index) => [monday + index * day + 9 * hour, monday + index * day + 17 * hour]);
}

/** How many hours after the last webhook the silence is unusual; null when it never is. */
function unusualAfter(arrivals: readonly number[]): number | null {
  const rhythm = rhythmOf(arrivals);
  for (let hours = 1; hours <= 60 * 24; hours += 1) {
    if (unusualSilence(rhythm, rhythm.lastAt + hours * hour) !== null) return hours;
  }
  return null;
}

describe('a silence is unusual', () => {
  test.each([
    ['after a day where webhooks come all the time', every(0.25, 30), 25],
    ['after a day where they come every few hours', every(6, 30), 25],
    ['after twice the usual time where they come every other day', every(48, 30), 97],
    ['after twice a weekend where nothing comes on weekends', officeHours(4), 129],
  ])('%s', (_what, arrivals, hours) => {
    expect(unusualAfter(arrivals)).toBe(hours);
  });

  test('and reports how long it is, and the usual length', () => {
    const rhythm = rhythmOf(every(6, 30));
    expect(unusualSilence(rhythm, rhythm.lastAt + 30 * hour)).toEqual({ lasts: 30 * hour, usual: 6 * hour });
  });
});

describe('an outage', () => {
  test('does not make the next one usual', () => {
    const fiveDaysOut = every(6, 30).filter((at) => at < monday + 10 * day || at > monday + 15 * day);
    expect(unusualAfter(fiveDaysOut)).toBe(25);
  });

  test('counts as the normal rhythm when it happens twice', () => {
    const out = (at: number, from: number) => at > monday + from * day && at < monday + (from + 3) * day;
    const twice = every(6, 30).filter((at) => !out(at, 5) && !out(at, 20));
    expect(unusualAfter(twice)).toBe(2 * 72 + 1);
  });
});

describe('an account with an unknown rhythm is never silent', () => {
  test.each([
    ['one webhook', every(6, 0)],
    ['no more than two weeks of them', every(6, 13.9)],
    ['nine hours with some of them', every(72, 24)],
    ['many of them at nine moments', every(72, 24).flatMap((at) => [at, at + 1_000, at + 2_000])],
  ])('%s', (_what, arrivals) => {
    expect(unusualAfter(arrivals)).toBeNull();
  });

  test('with one more of each, the rhythm is known', () => {
    expect(unusualAfter(every(6, 14))).toBe(25);
    expect(unusualAfter(every(72, 27))).toBe(145);
  });
});
