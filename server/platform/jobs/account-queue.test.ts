import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWake } from './account-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst of wakes asks for a run at its beginning and at its end, for each account by itself', () => {
  const sent: string[] = [];
  const wake = createWake({ send: async (queue, id) => void sent.push(`${queue} ${id}`) }, 'account');
  for (const accountId of ['acme', 'acme', 'other', 'acme']) wake(accountId);
  expect(sent).toEqual(['account acme', 'account other']);
  vi.advanceTimersByTime(1_000);
  expect(sent.slice(2)).toEqual(['account acme']);
  wake('acme');
  expect(sent.slice(3)).toEqual(['account acme']);
});

test('a single wake asks for one run', () => {
  const sent: string[] = [];
  const wake = createWake({ send: async (_, id) => void sent.push(id) }, 'account');
  wake('acme');
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual(['acme']);
});
