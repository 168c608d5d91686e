import { expect, test } from 'vitest';
import { nextAttempt } from './retry.ts';

const minute = 60_000;
const createdAt = Date.parse('2026-11-20T14:00:00.000Z');

test.each([
  [1, 1],
  [2, 2],
  [6, 32],
  [7, 60],
  [30, 60],
])('after attempt %i it is tried again %i minutes later', (attempts, minutes) => {
  const now = createdAt + 5 * minute;
  expect(nextAttempt({ attempts, createdAt }, now)).toBe(now + minutes * minute);
});

test('a message is given up a day after it was first due', () => {
  const day = 24 * 60 * minute;
  expect(nextAttempt({ attempts: 30, createdAt }, createdAt + day - 1)).not.toBeNull();
  expect(nextAttempt({ attempts: 30, createdAt }, createdAt + day)).toBeNull();
});
