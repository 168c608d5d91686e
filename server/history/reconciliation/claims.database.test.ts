import { expect, onTestFinished, test, vi } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { type Claim, ClaimLost, claimAccount } from './claims.ts';

async function start() {
  const { prisma } = await openTestDatabase();
  const { id } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  const at = new Date();
  await prisma.reconciliation.create({ data: { accountId: id, newsSince: at, catchUpAt: at, comparisonAt: at } });
  const claim = () => claimAccount(prisma, id, { warn: () => undefined });
  /** as if the process that holds it had stalled */
  const letItEnd = () => prisma.reconciliation.updateMany({ data: { claimedTo: new Date(0) } });
  const endsAt = async () => (await prisma.reconciliation.findFirstOrThrow()).claimedTo?.getTime() ?? 0;
  return { claim, letItEnd, endsAt };
}

async function got(claim: Promise<Claim | null>): Promise<Claim> {
  const claimed = await claim;
  if (claimed === null) throw new Error('Somebody else holds it');
  return claimed;
}

test('one process reconciles an account at a time', async () => {
  const { claim } = await start();
  const first = await got(claim());
  expect(await claim()).toBeNull();
  await first.keep();
  await first.release();
  expect(await claim()).not.toBeNull();
});

test('of many concurrent attempts only one gets it', async () => {
  const { claim } = await start();
  const claims = await Promise.all(Array.from({ length: 8 }, claim));
  expect(claims.filter((each) => each !== null)).toHaveLength(1);
});

test('a process that stalled for too long stops, and takes nothing from its successor', async () => {
  const { claim, letItEnd } = await start();
  const first = await got(claim());
  await letItEnd();
  const second = await got(claim());
  await expect(first.keep()).rejects.toThrow(ClaimLost);
  await first.release();
  await second.keep();
  expect(await claim()).toBeNull();
});

test('it is renewed while one step takes long, and no longer once it was released', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { claim, letItEnd, endsAt } = await start();
  const first = await got(claim());
  await letItEnd();
  vi.advanceTimersByTime(5_000);
  await expect.poll(endsAt).toBeGreaterThan(Date.now());
  await first.release();
  expect(vi.getTimerCount()).toBe(0);
});
