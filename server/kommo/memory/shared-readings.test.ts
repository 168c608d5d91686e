import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KommoNotSent, KommoUncertain } from '../requests/errors.ts';
import { createSharedReadings } from './shared-readings.ts';

const accountId = 'acme';
const answerMs = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Kommo that answers when the test says so, and its readers. */
function setScene() {
  const asked: PromiseWithResolvers<string>[] = [];
  const share = createSharedReadings<string>(new Map(), answerMs);
  const read = (isUsable: boolean, name = 'users') =>
    share({ accountId, name, isUsable }, () => {
      asked.push(Promise.withResolvers());
      return asked.at(-1)?.promise ?? Promise.reject(new Error('not asked'));
    });
  return { asked, read };
}

test('simultaneous readers of the same thing share one reading', async () => {
  const { asked, read } = setScene();
  const answers = [read(true), read(false), read(true)];
  asked[0]?.resolve('new');
  expect(await Promise.all(answers)).toEqual(['new', 'new', 'new']);
  const others = [read(true), read(true, 'a lead')];
  expect(asked).toHaveLength(3);
  for (const { resolve } of asked) resolve('newer');
  expect(await Promise.all(others)).toEqual(['newer', 'newer']);
});

test('a reader with a usable value waits for a second from the start of the reading; the reading goes on', async () => {
  const { asked, read } = setScene();
  const first = read(true);
  const waiting = read(false);
  const refused = expect(first).rejects.toThrow(KommoNotSent);
  await vi.advanceTimersByTimeAsync(answerMs);
  await refused;
  const second = expect(read(true)).rejects.toThrow(KommoNotSent);
  await vi.advanceTimersByTimeAsync(0);
  await second;
  asked[0]?.resolve('late');
  expect(await waiting).toBe('late');
  expect(asked).toHaveLength(1);
});

test('a reader who comes long after the time is over goes on at once', async () => {
  const { asked, read } = setScene();
  const waiting = read(false);
  await vi.advanceTimersByTimeAsync(3 * answerMs);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const late = expect(read(true)).rejects.toThrow(KommoNotSent);
  // Node warns of a negative delay, and waits a millisecond.
  expect(timers).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 0);
  // Before the real clock is back: Vitest restores a spy again in a later file, and would bring this fake clock back.
  vi.restoreAllMocks();
  await vi.advanceTimersByTimeAsync(0);
  await late;
  asked[0]?.resolve('late');
  expect(await waiting).toBe('late');
});

test('after a failure only readers without a usable value ask Kommo within 30 s', async () => {
  const { asked, read } = setScene();
  const first = expect(read(true)).rejects.toThrow(KommoUncertain);
  asked[0]?.reject(new KommoUncertain('reset'));
  await first;
  await expect(read(true, 'a lead')).rejects.toThrow(KommoNotSent);
  expect(asked).toHaveLength(1);
  const needed = expect(read(false)).rejects.toThrow(KommoUncertain);
  asked[1]?.reject(new KommoUncertain('reset'));
  await needed;
  await vi.advanceTimersByTimeAsync(30_000);
  const later = read(true);
  asked[2]?.resolve('new');
  expect(await later).toBe('new');
});

test('an answer ends the pause', async () => {
  const { asked, read } = setScene();
  const first = expect(read(false)).rejects.toThrow(KommoUncertain);
  asked[0]?.reject(new KommoUncertain('reset'));
  await first;
  const second = read(false);
  asked[1]?.resolve('new');
  await second;
  const third = read(true);
  asked[2]?.resolve('newer');
  expect(await third).toBe('newer');
});
