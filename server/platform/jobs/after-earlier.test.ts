import { expect, test } from 'vitest';
import { afterEarlier } from './after-earlier.ts';

const never = new AbortController().signal;

/** Runs of items, each of which lasts until `end` or `fail` is called with its name. */
function createRuns() {
  const runs = new Map<string, Promise<void>>();
  const running: string[] = [];
  const endings = new Map<string, PromiseWithResolvers<void>>();
  return {
    runs,
    running,
    begin: (name: string, item = 'item', signal = never) =>
      afterEarlier(runs, item, signal, async () => {
        const ending = Promise.withResolvers<void>();
        endings.set(name, ending);
        running.push(name);
        await ending.promise.finally(() => running.splice(running.indexOf(name), 1));
      }),
    end: (name: string) => endings.get(name)?.resolve(),
    fail: (name: string) => endings.get(name)?.reject(new Error(name)),
  };
}

test('runs of one item follow each other, however many wait, and those of other items go on', async () => {
  const { runs, running, begin, end } = createRuns();
  const [first, second, third] = [begin('first'), begin('second'), begin('third')];
  const other = begin('other', 'another item');
  await expect.poll(() => running).toEqual(['first', 'other']);
  end('first');
  await first;
  await expect.poll(() => running).toEqual(['other', 'second']);
  end('second');
  await second;
  await expect.poll(() => running).toEqual(['other', 'third']);
  end('third');
  end('other');
  await Promise.all([third, other]);
  expect(runs.size).toBe(0);
});

test('a run begins after an earlier one that failed, and only that one reports the failure', async () => {
  const { runs, running, begin, end, fail } = createRuns();
  const first = begin('first');
  const second = begin('second');
  await expect.poll(() => running).toEqual(['first']);
  fail('first');
  await expect(first).rejects.toThrow('first');
  await expect.poll(() => running).toEqual(['second']);
  end('second');
  await second;
  expect(runs.size).toBe(0);
});

test('a run that lost its item while it waited does not begin', async () => {
  const { runs, running, begin, end } = createRuns();
  const lost = new AbortController();
  const first = begin('first');
  const second = begin('second', 'item', lost.signal);
  await expect.poll(() => running).toEqual(['first']);
  lost.abort();
  end('first');
  await Promise.all([first, second]);
  expect(running).toEqual([]);
  expect(runs.size).toBe(0);
});
