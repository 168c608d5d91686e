import { expect, test } from 'vitest';
import { createAtMostEvery } from './at-most-every.ts';

/** Work that ends on request, on a clock that moves with each wait. */
function start() {
  let time = 0;
  const begun: { readonly name: string; readonly at: number }[] = [];
  const waiting: number[] = [];
  const doWork = createAtMostEvery(
    1_000,
    async (name: string) => begun.push({ name, at: time }),
    () => time,
    async (milliseconds) => {
      waiting.push(milliseconds);
      time += milliseconds;
    },
  );
  return { begun, doWork, letTimePass: (ms: number) => (time += ms), waiting };
}

test('calls with one name share the work that has not begun, which begins a second after the last work', async () => {
  const { begun, doWork } = start();
  const first = doWork('a');
  const others = Array.from({ length: 20 }, () => doWork('a'));
  expect(await Promise.all([first, ...others])).toEqual([1, ...others.map(() => 2)]);
  expect(begun).toEqual([
    { name: 'a', at: 0 },
    { name: 'a', at: 1_000 },
  ]);
});

test('a call after a pause does not wait, and no call waits for another name', async () => {
  const { begun, doWork, letTimePass, waiting } = start();
  await doWork('a');
  await doWork('b');
  letTimePass(1_000);
  await doWork('a');
  expect([begun.length, waiting]).toEqual([3, []]);
});

test('a clock that is set back delays nothing for longer than a second', async () => {
  const { doWork, letTimePass, waiting } = start();
  await doWork('a');
  letTimePass(-3_600_000);
  await doWork('a');
  expect(waiting).toEqual([1_000]);
});

test('failed work is repeated for the next call', async () => {
  let count = 0;
  const work = async () => {
    count += 1;
    if (count === 1) throw new Error('failed');
    return count;
  };
  const doWork = createAtMostEvery(
    1_000,
    work,
    () => 0,
    async () => undefined,
  );
  await expect(doWork('a')).rejects.toThrow('failed');
  expect(await doWork('a')).toBe(2);
});
