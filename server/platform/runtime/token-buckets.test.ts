import { expect, test } from 'vitest';
import { createTokenBuckets } from './token-buckets.ts';

function open() {
  let time = 0;
  const buckets = createTokenBuckets({ burst: 1_000, perSecond: 100 }, () => time);
  return { ...buckets, letTimePass: (ms: number) => (time += ms) };
}

test('a burst passes immediately, and anything beyond it has to wait until enough has been refilled', () => {
  const { spend, waitFor } = open();
  expect([spend('ann', 600), spend('ann', 400)]).toEqual([0, 0]);
  expect([waitFor('ann', 1), waitFor('ann', 50)]).toEqual([10, 500]);
});

test('a refused amount is not spent', () => {
  const { spend } = open();
  expect([spend('ann', 900), spend('ann', 200), spend('ann', 100)]).toEqual([0, 1_000, 0]);
});

test('asking for the wait spends nothing', () => {
  const { spend, waitFor } = open();
  expect([waitFor('ann', 1_000), waitFor('ann', 1_000), spend('ann', 1_000)]).toEqual([0, 0, 0]);
});

test('the returned wait is exactly long enough', () => {
  const { spend, letTimePass } = open();
  spend('ann', 1_000);
  const wait = spend('ann', 333);
  letTimePass(wait - 1);
  expect(spend('ann', 333)).toBeGreaterThan(0);
  letTimePass(1);
  expect(spend('ann', 333)).toBe(0);
});

test('the refill never exceeds the burst', () => {
  const { spend, letTimePass } = open();
  spend('ann', 1_000);
  letTimePass(86_400_000);
  expect([spend('ann', 1_000), spend('ann', 1)]).toEqual([0, 10]);
});

test('at its rate an owner can go on forever', () => {
  const { spend, letTimePass } = open();
  spend('ann', 1_000);
  const waits = Array.from({ length: 1_000 }, () => {
    letTimePass(100);
    return spend('ann', 10);
  });
  expect(new Set(waits)).toEqual(new Set([0]));
});

test('one owner’s spending does not count for another', () => {
  const { spend } = open();
  spend('ann', 1_000);
  expect([spend('ben', 1_000), spend('ann', 1)]).toEqual([0, 10]);
});
