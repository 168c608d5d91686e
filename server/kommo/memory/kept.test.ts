import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKept } from './kept.ts';
import type { Remembered } from './remembered.ts';

const keptFor = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is kept, and which names had to be loaded. */
function setScene(atMost = 10) {
  const kept = createKept<string>(keptFor, atMost);
  const loaded: string[] = [];
  const recall = (
    name: string,
    load = async (): Promise<Remembered<string> | undefined> => ({ value: 'old', age: 5 }),
  ) =>
    kept.recall(name, () => {
      loaded.push(name);
      return load();
    });
  return { ...kept, recall, loaded };
}

test('simultaneous readers load once, and the value grows older until it is loaded again', async () => {
  const { recall, loaded } = setScene();
  expect(await Promise.all([recall('a'), recall('a')])).toEqual([1, 2].map(() => ({ value: 'old', age: 5 })));
  vi.advanceTimersByTime(keptFor - 1);
  expect(await recall('a')).toEqual({ value: 'old', age: keptFor + 4 });
  expect(loaded).toEqual(['a']);
  vi.advanceTimersByTime(1);
  expect(await recall('a')).toEqual({ value: 'old', age: 5 });
  expect(loaded).toEqual(['a', 'a']);
});

test('the oldest are dropped when there are too many', async () => {
  const { keep, recall, loaded } = setScene(2);
  for (const name of ['a', 'b', 'a', 'c']) keep(name, 'new');
  expect(await Promise.all(['a', 'c'].map((name) => recall(name)))).toEqual(
    [1, 2].map(() => ({ value: 'new', age: 0 })),
  );
  expect(loaded).toEqual([]);
  expect(await recall('b')).toEqual({ value: 'old', age: 5 });
});

test('a failure to load is not kept, and does not drop a value that was read meanwhile', async () => {
  const { keep, recall, loaded } = setScene();
  const loading = Promise.withResolvers<undefined>();
  const failing = expect(recall('a', () => loading.promise)).rejects.toThrow('no database');
  keep('a', 'new');
  loading.reject(new Error('no database'));
  await failing;
  expect(await recall('a')).toEqual({ value: 'new', age: 0 });
  await expect(recall('b', () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await recall('b')).toEqual({ value: 'old', age: 5 });
  expect(loaded).toEqual(['a', 'b', 'b']);
});
