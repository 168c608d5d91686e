import { expect, test } from 'vitest';
import { inBatches } from './payload-batches.ts';

const megabyte = 1024 * 1024;
const sizes = (megabytes: readonly number[]) =>
  inBatches(megabytes.map((each) => ({ bytes: each * megabyte }))).map((batch) => batch.length);

test('a batch has at most four megabytes and a hundred rows, and a larger payload is a batch by itself', () => {
  expect(sizes([])).toEqual([]);
  expect(sizes([1, 1, 2, 1, 4.5, 1, 3])).toEqual([3, 1, 1, 2]);
  expect(sizes(Array(220).fill(0))).toEqual([100, 100, 20]);
});
