import { expect, test } from 'vitest';
import { backoff, jitter } from './backoff.ts';

test('each failure doubles the pause, up to the longest', () => {
  expect([1, 2, 3, 5, 6, 5_000].map((failures) => backoff({ first: 10, longest: 300 }, failures))).toEqual([
    10, 20, 40, 160, 300, 300,
  ]);
});

test('chance only lengthens a pause, by its share at most', () => {
  expect([0, 0.5, 1].map((random) => jitter(1_000, 1 / 10, random))).toEqual([1_000, 1_050, 1_100]);
});
