import { expect, test } from 'vitest';
import { certainMoments, isWithin, mergePeriods } from './periods.ts';

const period = (begin: string, end: string) => ({ begin, end });

test.each([
  ['apart', [period('2026-03-01', '2026-03-31'), period('2026-01-01', '2026-01-31')], 2],
  ['touching', [period('2026-01-01', '2026-01-31'), period('2026-02-01', '2026-02-28')], 1],
  ['one in the other', [period('2026-01-01', '2026-12-31'), period('2026-02-01', '2026-02-28')], 1],
  ['overlapping', [period('2026-01-01', '2026-02-15'), period('2026-02-01', '2026-03-01')], 1],
])('periods that are %s', (_name, periods, count) => {
  const merged = mergePeriods(periods);
  expect(merged).toHaveLength(count);
  expect(merged[0]?.begin).toBe('2026-01-01');
  expect(isWithin(Date.parse('2026-02-10T23:59:59Z'), merged)).toBe(count === 1);
});

test('a day is left out at each end, and so are orders still on their way', () => {
  const { begins, ends } = certainMoments(
    [period('2026-01-01', '2026-01-31'), period('2026-02-10', '2026-02-10')],
    new Date('2026-01-20T10:00:00Z'),
  );
  expect(begins.map((at) => at.toISOString())).toEqual(['2026-01-02T00:00:00.000Z']);
  expect(ends.map((at) => at.toISOString())).toEqual(['2026-01-20T10:00:00.000Z']);
});
