import { expect, test } from 'vitest';
import { lookAfterCrash, lookAfterFailure } from './retry-delays.ts';

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

test('after a crash an outcome is searched for within half a minute', () => {
  expect(lookAfterCrash(1_000)).toBe(21_000);
});
