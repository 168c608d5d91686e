import { expect, test } from 'vitest';
import { createArrivals } from './arrivals.ts';

const never = new AbortController().signal;

/** Arrivals on a clock that waiting moves; `at` does something at a time. */
function createTimed() {
  let now = 0;
  const due = new Map<number, () => Promise<void>>();
  const arrivals = createArrivals({
    now: () => now,
    wait: async (milliseconds) => {
      for (let passed = 0; passed < milliseconds; passed += 1) {
        now += 1;
        await due.get(now)?.();
      }
    },
  });
  const measure = async (signal = never) => {
    const begun = now;
    await arrivals.untilQuiet(signal);
    return now - begun;
  };
  return { arrivals, measure, at: (time: number, act: () => Promise<void>) => void due.set(time, act) };
}

test('nothing waits before the first request', async () => {
  expect(await createTimed().measure()).toBe(0);
});

test('later work waits until a moment after the last request', async () => {
  const { arrivals, measure, at } = createTimed();
  const { promise, resolve } = Promise.withResolvers<void>();
  const request = arrivals.during(() => promise);
  at(100, () => {
    resolve();
    return request;
  });
  at(120, () => arrivals.during(async () => undefined));
  expect(await measure()).toBe(145);
});

test('a request that fails has ended, too', async () => {
  const { arrivals, measure } = createTimed();
  await expect(arrivals.during(() => Promise.reject(new Error('once')))).rejects.toThrow('once');
  expect(await measure()).toBe(25);
});

test('it waits no longer than two seconds, and not after a stop', async () => {
  const { arrivals, measure } = createTimed();
  void arrivals.during(() => new Promise(() => undefined));
  expect(await measure()).toBe(2_000);
  expect(await measure(AbortSignal.abort())).toBe(0);
});
