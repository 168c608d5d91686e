import { afterEach, expect, test, vi } from 'vitest';
import { openTestDatabase } from '../database/testing/test-database.ts';
import { createOauthStates } from './oauth-state.ts';

const key = Buffer.alloc(32, 7);

afterEach(() => {
  vi.useRealTimers();
});

test('a state is good for ten minutes and for one use', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const states = createOauthStates((await openTestDatabase()).prisma, key);
  const [first, second] = [await states.issue(), await states.issue()];
  vi.setSystemTime(Date.now() + 9 * 60_000);
  expect(await states.use(first)).toBe('good');
  expect(await states.use(first)).toBe('used');
  vi.setSystemTime(Date.now() + 2 * 60_000);
  expect(await states.use(second)).toBe('expired');
});

test('only one of two that come at once is good', async () => {
  const states = createOauthStates((await openTestDatabase()).prisma, key);
  const state = await states.issue();
  expect((await Promise.all([states.use(state), states.use(state)])).sort()).toEqual(['good', 'used']);
});

test.each([
  ['nothing', () => ''],
  ['another signature', (state: string) => `${state.slice(0, -4)}AAAA`],
  ['a later time', (state: string) => state.replace(/\.\d+\./, '.9999999999999.')],
  ['more than was signed', (state: string) => `${state}.x`],
  ['no signature', (state: string) => state.slice(0, state.lastIndexOf('.') + 1)],
])('%s is forged, and the real one stays good', async (_what, forge) => {
  const states = createOauthStates((await openTestDatabase()).prisma, key);
  const state = await states.issue();
  expect(await states.use(forge(state))).toBe('forged');
  expect(await states.use(state)).toBe('good');
});

test('a state of another server is forged; those that expired are swept', async () => {
  const { prisma } = await openTestDatabase();
  const states = createOauthStates(prisma, key);
  expect(await states.use(await createOauthStates(prisma, Buffer.alloc(32, 8)).issue())).toBe('forged');
  await prisma.oauthState.updateMany({ data: { expiresAt: new Date(0) } });
  await states.issue();
  expect(await prisma.oauthState.count()).toBe(1);
});
