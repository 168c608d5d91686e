import { expect, onTestFinished, test, vi } from 'vitest';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoNotSent } from './errors.ts';
import { detectStandstill } from './standstill.ts';

test('a gap is counted once, and only a long one', () => {
  let time = 0;
  const standstill = detectStandstill(() => time);
  onTestFinished(standstill.stop);
  time += 4_000;
  expect(standstill.count()).toBe(0);
  time += 6_000;
  expect(standstill.count()).toBe(1);
  expect(standstill.count()).toBe(1);
  time += 60_000;
  expect(standstill.count()).toBe(2);
});

test('listeners hear at once how long it lasted, and it is remembered', () => {
  let time = 100_000;
  const standstill = detectStandstill(() => time);
  onTestFinished(standstill.stop);
  const heard: number[] = [];
  standstill.onEnd((lasted) => heard.push(lasted));
  expect(standstill.last()).toBeNull();
  time += 3_000;
  standstill.count();
  time += 30_000;
  standstill.count();
  time += 1_000;
  standstill.count();
  expect(heard).toEqual([30_000]);
  expect(standstill.last()).toEqual({ endedAt: 133_000, lasted: 30_000 });
});

test('what was in hand before a standstill is not sent after it', async () => {
  const { sandbox, kommo, accountId } = await startKommoStack();
  const inHand = kommo.forAccount(accountId, 'background');
  await inHand.getPipelines();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 });
  onTestFinished(() => void vi.useRealTimers());
  await expect(inHand.getPipelines()).rejects.toThrow(KommoNotSent);
  expect(sandbox.callCount()).toBe(1);
  await kommo.forAccount(accountId, 'background').getPipelines();
  expect(sandbox.callCount()).toBe(2);
});
