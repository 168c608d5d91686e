import { expect, onTestFinished, test, vi } from 'vitest';
import { createLocalRuns } from './local-runs.ts';

const never = new AbortController().signal;

/** An item whose runs last until each is ended. */
function createItem(signal = never) {
  const runs = createLocalRuns();
  const endings: (() => void)[] = [];
  const ended = runs.run('item', signal, () => new Promise<void>((resolve) => void endings.push(resolve)));
  return { runs, endings, ended };
}

test('a request during a run makes it look once more, however many there are', async () => {
  const { runs, endings, ended } = createItem();
  await expect.poll(() => endings).toHaveLength(1);
  expect([runs.askForAnother('item'), runs.askForAnother('item')]).toEqual([true, true]);
  endings[0]?.();
  await expect.poll(() => endings).toHaveLength(2);
  endings[1]?.();
  expect(await ended).toBe(false);
  expect(endings).toHaveLength(2);
});

test('an item without a run here takes no request', async () => {
  const { runs, endings, ended } = createItem();
  await expect.poll(() => endings).toHaveLength(1);
  expect(runs.askForAnother('other')).toBe(false);
  endings[0]?.();
  await ended;
  expect(runs.askForAnother('item')).toBe(false);
});

test('a run that has lost its item takes no request', async () => {
  const lost = new AbortController();
  const { runs, endings, ended } = createItem(lost.signal);
  await expect.poll(() => endings).toHaveLength(1);
  lost.abort();
  expect(runs.askForAnother('item')).toBe(false);
  endings[0]?.();
  expect(await ended).toBe(false);
});

test('an item that is requested all the time makes room for the others after five seconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const runs = createLocalRuns();
  let count = 0;
  const isAskedAgain = await runs.run('item', never, async () => {
    count += 1;
    runs.askForAnother('item');
    vi.advanceTimersByTime(1_000);
  });
  expect({ isAskedAgain, count }).toEqual({ isAskedAgain: true, count: 5 });
});

test('a failed run takes no request any more', async () => {
  const runs = createLocalRuns();
  const failure = new Error('once');
  await expect(runs.run('item', never, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(runs.askForAnother('item')).toBe(false);
});
