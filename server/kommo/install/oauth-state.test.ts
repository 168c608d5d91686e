import { afterEach, expect, test, vi } from 'vitest';
import { createOauthStates } from './oauth-state.ts';

const states = createOauthStates(Buffer.alloc(32, 7));

afterEach(() => {
  vi.useRealTimers();
});

test('a state is valid for ten minutes, and each has its own nonce', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const [first, second] = [states.issue(), states.issue()];
  vi.setSystemTime(Date.now() + 10 * 60_000);
  expect([states.read(first), states.read(second)]).toEqual([
    { kind: 'good', nonce: first.split('.')[0] },
    { kind: 'good', nonce: second.split('.')[0] },
  ]);
  expect(first.split('.')[0]).not.toBe(second.split('.')[0]);
  vi.setSystemTime(Date.now() + 1);
  expect(states.read(first)).toEqual({ kind: 'expired' });
});

test.each([
  ['nothing', () => ''],
  ['another signature', (state: string) => `${state.slice(0, -4)}AAAA`],
  ['a later time', (state: string) => state.replace(/\.\d+\./, '.9999999999999.')],
  ['more than was signed', (state: string) => `${state}.x`],
  ['no signature', (state: string) => state.slice(0, state.lastIndexOf('.') + 1)],
  ['a state of another server', () => createOauthStates(Buffer.alloc(32, 8)).issue()],
])('%s is forged', (_what, forge) => {
  expect(states.read(forge(states.issue()))).toEqual({ kind: 'forged' });
});
