import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { laterSteps } from '../later-steps.ts';
import { accountQueue, accountQueueName, createWake } from '../platform/jobs/account-queue.ts';
import { openQueues } from '../platform/jobs/queues.ts';
import { findAccountsWithEvents } from './record/record-queue.ts';
import { findAccountsWithWork } from './sweep.ts';

const silent = pino({ level: 'silent' });

/** Accounts with work that has waited for these minutes. */
async function startWaiting(minutes: readonly number[]) {
  const database = await openTestDatabase();
  const { prisma } = database;
  const ids = minutes.map(() => randomUUID());
  const ago = (index: number) => new Date(Date.now() - (minutes[index] ?? 0) * 60_000);
  await prisma.account.createMany({ data: ids.map((id) => ({ id, subdomain: id, webhookKey: id })) });
  for (const [index, accountId] of ids.entries()) {
    const at = ago(index);
    if (index % 2 === 0) {
      await prisma.customer.create({ data: { accountId, identity: 'account:A', nextMatchAt: at } });
    } else {
      const what = { kind: 'note', content: {}, key: 'k', factKey: 'f', leadId: 1, occurredAt: at };
      await prisma.effect.create({ data: { ...what, accountId, nextAttempt: at, createdAt: at } });
    }
  }
  const oldestFirst = ids.toSorted((one, other) => ago(ids.indexOf(one)).getTime() - ago(ids.indexOf(other)).getTime());
  return { database, oldestFirst };
}

test('accounts are found in the order of their waiting time, for every kind of work', async () => {
  const { database, oldestFirst } = await startWaiting([5, 50, 7, 1, 90, 30, 2, 8, 40]);
  expect(await findAccountsWithWork(database, laterSteps)).toEqual(oldestFirst);
});

test('work found waiting runs before newer work, oldest first', async () => {
  const { database, oldestFirst } = await startWaiting(Array.from({ length: 20 }, (_, index) => (index * 7) % 20));
  const started: string[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const queues = await openQueues(database, silent, 1_000);
  onTestFinished(queues.stop);
  const findDue = () => findAccountsWithWork(database, laterSteps);
  const sweep = await queues.work(
    accountQueue(findDue, async (accountId) => {
      started.push(accountId);
      await released;
      return { more: false };
    }),
  );
  await sweep.run();
  createWake(queues, accountQueueName)(randomUUID());
  await expect.poll(() => started.length).toBe(12);
  expect(new Set(started)).toEqual(new Set(oldestFirst.slice(0, 12)));
  release();
  // The sweep may find the accounts of the first round again: no work is done here.
  await expect.poll(() => new Set(started).size).toBe(21);
});

test('accounts with events to record are found in the order of their waiting time, paused ones too', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const ids = Array.from({ length: 4 }, () => randomUUID());
  await prisma.account.createMany({
    data: ids.map((id) => ({ id, subdomain: id, webhookKey: id, state: 'blocked' })),
  });
  const [idle, ...waiting] = ids;
  for (const [index, accountId] of waiting.entries()) {
    const events = [1, 2].map((number) => ({
      accountId,
      eventId: `E${number}`,
      type: 'order.completed',
      payload: '{}',
    }));
    const receivedAt = new Date(Date.now() - (index + 1) * 60_000);
    await prisma.event.createMany({ data: events.map((event) => ({ ...event, receivedAt })) });
  }
  await prisma.event.create({
    data: { accountId: idle ?? '', eventId: 'E', type: 'order.completed', payload: '{}', state: 'recorded' },
  });
  expect(await findAccountsWithEvents(database)).toEqual(waiting.toReversed());
});
