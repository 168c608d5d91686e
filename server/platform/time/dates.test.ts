import { expect, test } from 'vitest';
import { addDays } from './dates.ts';

test.each([
  ['2026-02-27', 2, '2026-03-01'],
  ['2026-03-01', -1, '2026-02-28'],
  ['2026-11-29', 0, '2026-11-29'],
])('%s and %i days is %s', (date, days, then) => {
  expect(addDays(date, days)).toBe(then);
});
