import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHeldRequests } from './held-requests.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const bounds = { ofPerson: 2, ofAccount: 3, inAll: 4 };

test('a request is held for its time and no longer', async () => {
  const request = createHeldRequests(bounds).hold('acme', 7, 25_000);
  vi.advanceTimersByTime(24_999);
  expect(request?.isEnded()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(request?.isEnded()).toBe(true);
  await request?.ended;
});

test('one person’s oldest request makes room for a new one', () => {
  const { hold } = createHeldRequests(bounds);
  const [first, second, third] = [hold('acme', 7, 1), hold('acme', 7, 1), hold('acme', 7, 1)];
  expect([first, second, third].map((request) => request?.isEnded())).toEqual([true, false, false]);
});

test('as many are held of an account and in all as may be, and again when one has ended', () => {
  const { hold } = createHeldRequests(bounds);
  const ofAcme = [1, 2, 3].map((person) => hold('acme', person, 1));
  expect(ofAcme).not.toContain(null);
  expect(hold('acme', 4, 1)).toBeNull();
  expect(hold('bluebird', 1, 1)).not.toBeNull();
  expect(hold('bluebird', 2, 1)).toBeNull();
  ofAcme[0]?.end();
  ofAcme[0]?.end();
  expect(hold('bluebird', 2, 1)).not.toBeNull();
  expect(hold('bluebird', 3, 1)).toBeNull();
});

test('closing ends all, and nothing is held any more', () => {
  const { hold, close } = createHeldRequests(bounds);
  const held = [hold('acme', 1, 1), hold('acme', 2, 1), hold('bluebird', 1, 1)];
  close();
  expect(held.map((request) => request?.isEnded())).toEqual([true, true, true]);
  expect(hold('acme', 3, 1)).toBeNull();
});
