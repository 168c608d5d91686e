import { expect, test } from 'vitest';
import { lookAfterCrash, lookAfterFailure, pauseAfterFailure } from './retry-delays.ts';

test('an outcome is searched for after the lag until Kommo shows stored objects', () => {
  expect(lookAfterFailure(1_000, 1_100, 1)).toBe(6_100);
});

test('a request that hung for long may still be in progress for long', () => {
  expect(lookAfterFailure(0, 15_000, 1)).toBe(75_000);
});

test('repeated failures are retried less and less often', () => {
  expect(lookAfterFailure(0, 0, 5)).toBe(32_000);
  expect(lookAfterFailure(0, 0, 50)).toBe(300_000);
});

test('an account pauses longer with each failure, five minutes at most', () => {
  expect([1, 2, 3, 100].map((failures) => pauseAfterFailure(failures, null, 0))).toEqual([
    2_000, 4_000, 8_000, 300_000,
  ]);
});

test('a pause lasts as long as Kommo asked for, and chance only lengthens it', () => {
  expect(pauseAfterFailure(1, 60_000, 0)).toBe(60_000);
  expect(pauseAfterFailure(1, 60_000, 1)).toBe(75_000);
});

test('after a crash an outcome is searched for within half a minute', () => {
  expect(lookAfterCrash(1_000)).toBe(21_000);
});
