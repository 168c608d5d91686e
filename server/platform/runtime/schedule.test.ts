import { expect, onTestFinished, test, vi } from 'vitest';
import { createSchedule } from './schedule.ts';

/** Pieces of work that end on request, the ones begun so far, and the pause after each. */
function open() {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const pauses: number[] = [];
  const schedule = createSchedule(async (milliseconds) => void pauses.push(milliseconds));
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (owner: string, piece: string) =>
    schedule(owner, () => {
      begun.push(piece);
      return new Promise<string>((resolve) => ends.set(piece, () => resolve(piece)));
    });
  const end = async (piece: string, lasted = 0) => {
    vi.advanceTimersByTime(lasted);
    ends.get(piece)?.();
    await new Promise(setImmediate);
  };
  return { schedule, begin, end, begun, pauses };
}

test('one piece at a time, and owners take turns', async () => {
  const { begin, end, begun } = open();
  const done = ['a1', 'a2', 'a3', 'b1', 'b2'].map((piece) => begin(piece[0] ?? '', piece));
  expect(begun).toEqual(['a1']);
  for (const piece of ['a1', 'a2', 'b1', 'a3', 'b2']) {
    expect(begun.at(-1)).toBe(piece);
    await end(piece);
  }
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  expect(await Promise.all(done)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
});

test('after each piece it pauses for as long as the piece took', async () => {
  const { begin, end, pauses } = open();
  void begin('a', 'a1');
  void begin('b', 'b1');
  await end('a1', 300);
  await end('b1', 20);
  expect(pauses).toEqual([300, 20]);
});

test('work that arrives when the queue is empty begins immediately', async () => {
  const { begin, end, begun } = open();
  void begin('a', 'a1');
  await end('a1');
  void begin('a', 'a2');
  expect(begun).toEqual(['a1', 'a2']);
});

test('a failure affects only its own piece', async () => {
  const { schedule } = open();
  const failing = schedule('a', () => Promise.reject(new Error('no')));
  const next = schedule('a', async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
