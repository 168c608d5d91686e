import { expect, test } from 'vitest';
import { at } from '../../testing/server/ledger/reported-events.ts';
import { shown } from '../../testing/server/ledger/subscription-life.ts';
import { nextDueAfter } from './next-due.ts';

const plan = (interval: 'day' | 'week' | 'month' | 'year' | 'adhoc', next: string, intervalLength = 1) => ({
  ...shown,
  ...{ interval, intervalLength, nextChargeAt: at(`${next} 00:00`) },
});

test.each([
  ['before it', plan('month', '2026-04-02'), '2026-03-20 06:00', '2026-04-02'],
  ['long before it', plan('month', '2026-04-02'), '2025-12-20 06:00', '2026-04-02'],
  ['at its very moment', plan('month', '2026-04-02'), '2026-04-02 00:00', '2026-05-02'],
  ['on its day', plan('month', '2026-04-02'), '2026-04-02 06:00', '2026-05-02'],
  ['months later', plan('month', '2026-04-02', 3), '2026-11-05 06:00', '2027-01-02'],
  ['at the end of a month', plan('month', '2026-01-31'), '2026-02-10 06:00', '2026-02-28'],
  ['after the end of a short month', plan('month', '2026-01-31'), '2026-03-01 06:00', '2026-03-31'],
  ['in a leap year', plan('year', '2024-02-29'), '2024-03-01 06:00', '2025-02-28'],
  ['of weeks', plan('week', '2026-04-02', 2), '2026-04-20 06:00', '2026-04-30'],
  ['of days', plan('day', '2026-04-02', 10), '2026-04-12 00:00', '2026-04-22'],
])('a charge is due next after one %s', (_when, copy, moment, due) => {
  expect(nextDueAfter(at(moment), [copy])).toBe(at(`${due} 00:00`));
});

test('the earliest due time of the copies counts, and there is none if no copy gives one', () => {
  const copies = [plan('month', '2026-06-02'), plan('month', '2026-04-02')];
  expect(nextDueAfter(at('2026-04-05 00:00'), copies)).toBe(at('2026-05-02 00:00'));
  expect(nextDueAfter(0, [plan('adhoc', '2026-04-02'), { ...shown, nextChargeAt: null }])).toBeNull();
});

test('it is due at the same time of day', () => {
  const copy = { ...shown, nextChargeAt: at('2026-04-02 10:30') };
  expect(nextDueAfter(at('2026-04-05 00:00'), [copy])).toBe(at('2026-05-02 10:30'));
});
