import { expect, onTestFinished, test } from 'vitest';
import { startTimers, type Timer } from './start-timers.ts';

function start(runs: readonly Timer['run'][]) {
  const warned: unknown[] = [];
  const timers = runs.map((run, index) => ({ name: `timer ${index}`, every: 1, run }));
  const stop = startTimers(timers, { warn: (details: unknown) => void warned.push(details) });
  onTestFinished(stop);
  return { stop, warned };
}

test('a run that fails is logged, and the timer runs again', async () => {
  let runs = 0;
  const failure = new Error('once');
  const { warned } = start([
    async () => {
      runs += 1;
      if (runs === 1) throw failure;
    },
  ]);
  await expect.poll(() => runs).toBeGreaterThan(2);
  expect(warned).toEqual([{ err: failure, timer: 'timer 0' }]);
});

test('a timer never runs twice at the same time, and a long run holds up no other timer', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const runs = [0, 0];
  const count = (index: number) => {
    runs[index] = (runs[index] ?? 0) + 1;
  };
  start([
    async () => {
      count(0);
      await released;
    },
    async () => count(1),
  ]);
  await expect.poll(() => runs[1]).toBeGreaterThan(5);
  expect(runs[0]).toBe(1);
  release();
  await expect.poll(() => runs[0]).toBeGreaterThan(1);
});

test('a stop waits for the end of the run in progress, and begins no other', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { stop } = start([
    async () => {
      seen.push('begun');
      await released;
      seen.push('ended');
    },
  ]);
  const stopped = stop().then(() => seen.push('stopped'));
  expect(seen).toEqual(['begun']);
  release();
  await stopped;
  expect(seen).toEqual(['begun', 'ended', 'stopped']);
});
