import { expect, test } from 'vitest';
import {
  connectAccount,
  onlyEgress,
  silent,
  startKommo,
  startKommoStack,
} from '../../../testing/server/kommo/kommo-stack.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { createRequestSlots } from './request-slots.ts';

const minute = 60_000;
const refusal = { kind: 'status', status: 429, body: { title: 'Too Many Requests', retry_after: 300 } } as const;

async function startAccounts() {
  const accounts = ['demo', 'other', 'third'].map((subdomain) => ({ subdomain }));
  const stack = await startKommoStack({ sandbox: { accounts } });
  const { prisma, sandbox, kommo, accountId } = stack;
  const ids = [
    accountId,
    await connectAccount(prisma, sandbox, 'other'),
    await connectAccount(prisma, sandbox, 'third'),
  ];
  const [demo, other, third] = ids.map((id) => kommo.forAccount(id, 'interactive'));
  if (demo === undefined || other === undefined || third === undefined) throw new Error('an account is missing');
  /** Lets the accounts’ own pauses go by, instead of waiting. */
  const endPauses = () => prisma.account.updateMany({ data: { pausedUntil: null } });
  const pauses = async () => (await prisma.account.findMany()).filter(({ pausedUntil }) => pausedUntil !== null).length;
  return { ...stack, ids, demo, other, third, endPauses, pauses };
}

test('a 429 halves the pace of every account for as long as Kommo asks', async () => {
  const { sandbox, prisma, demo, other, pauses } = await startAccounts();
  sandbox.faults.add(refusal);
  await expect(demo.getPipelines()).rejects.toMatchObject({ retryAfter: 300_000 });
  expect(await other.getPipelines()).not.toHaveLength(0);
  expect(await pauses()).toBe(1);

  // Both requests count for the minute that these slots look back on.
  const slots = createRequestSlots(prisma, onlyEgress, minute, silent);
  // Three of seven are left, and one of them is kept for people.
  expect(await slots.claim(7, 1)).toMatchObject({ granted: false });
  expect(await slots.claim(7, 0)).toMatchObject({ granted: true });
  expect(await slots.claim(7, 0)).toMatchObject({
    granted: false,
    wait: expect.toSatisfy((wait) => wait > minute / 2),
  });
  await prisma.outgoingRequest.updateMany({ where: { NOT: { slowsTo: null } }, data: { slowsTo: new Date(0) } });
  expect(await slots.claim(7, 0)).toMatchObject({ granted: true });
});

test('a second 429 within a minute, of whatever account, pauses all of them', async () => {
  const { sandbox, database, config, ids, demo, other, third, endPauses, pauses } = await startAccounts();
  sandbox.faults.add({ ...refusal, times: 2 });
  await expect(demo.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  await expect(other.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  expect(await pauses()).toBe(3);
  await expect(third.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });

  // What has no account’s pause to wait for, tokens and installations, is not sent by any process either.
  await endPauses();
  const elsewhere = startKommo(database, config).forAccount(ids[2] ?? '', 'background');
  for (const api of [third, elsewhere]) {
    await expect(api.getPipelines()).rejects.toMatchObject({
      name: 'KommoNotSent',
      retryAfter: expect.toSatisfy((wait) => wait > 200_000 && wait <= 300_000),
    });
  }
  expect(sandbox.callCount()).toBe(2);
});

test('an account that is locked holds up neither the 429 nor the pause of the others', async () => {
  const { sandbox, prisma, ids, demo, other, third } = await startAccounts();
  sandbox.faults.add({ ...refusal, times: 2 });
  const refuseAll = async (transaction: Transaction) => {
    await transaction.$executeRaw`SELECT FROM accounts WHERE id = ${ids[2]}::uuid FOR UPDATE`;
    await expect(demo.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
    await expect(other.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
    await expect(third.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  };
  // Longer than any machine takes; a wait for the lock fails the test sooner.
  await prisma.$transaction(refuseAll, { timeout: 60_000 });
  expect(sandbox.callCount()).toBe(2);
  expect(await prisma.outgoingRequest.count({ where: { NOT: { blocksTo: null } } })).toBe(1);
});

test('a 429 more than a minute after the one before it slows down, and pauses none of the others', async () => {
  const { sandbox, prisma, demo, other, third } = await startAccounts();
  sandbox.faults.add({ ...refusal, times: 2 });
  await expect(demo.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  await prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = counts_to - interval '61 seconds'`;
  await expect(other.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  expect(await third.getPipelines()).not.toHaveLength(0);
});

test('requests that were under way together count as one 429', async () => {
  const { sandbox, demo, other, third } = await startAccounts();
  let arrived: () => void = () => undefined;
  const bothArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  sandbox.limit.requests = 0;
  sandbox.faults.add({ kind: 'hold', until: bothArrived, times: 2 });
  const both = Promise.allSettled([demo.getPipelines(), other.getPipelines()]);
  await expect.poll(() => sandbox.callCount()).toBe(2);
  arrived();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  sandbox.limit.requests = 7;
  expect(await third.getPipelines()).not.toHaveLength(0);
});
