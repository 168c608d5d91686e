import { expect, test } from 'vitest';
import { pauseAfterFailure } from './consecutive-failures.ts';

test('an account pauses longer with each failure, five minutes at most', () => {
  expect([1, 2, 3, 100].map((failures) => pauseAfterFailure(failures, null, 0))).toEqual([
    2_000, 4_000, 8_000, 300_000,
  ]);
});

test('a pause lasts as long as Kommo asked for, and chance only lengthens it', () => {
  expect(pauseAfterFailure(1, 60_000, 0)).toBe(60_000);
  expect(pauseAfterFailure(1, 60_000, 1)).toBe(75_000);
});
