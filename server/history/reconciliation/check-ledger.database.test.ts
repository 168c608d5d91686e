import { expect, test } from 'vitest';
import { createStore, customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import type { TestEvent } from '../../../testing/server/ledger/state-events.ts';
import { readerVersion } from '../../fastspring/events/index.ts';
import { checkLedger } from './check-ledger.ts';

const story = customerHistory(createStore());
const events: readonly TestEvent[] = Object.values(story.events);

async function openRecorded() {
  const ledger = await openLedger();
  await ledger.record(...events);
  const check = () => checkLedger(ledger.database, { id: ledger.accountId, subdomain: 'acme' });
  return { ...ledger, check };
}

test.each(['failed', 'received'])('a recorded event that is %s now keeps its order', async (state) => {
  const { prisma, check } = await openRecorded();
  const before = await prisma.order.findMany({ orderBy: { orderId: 'asc' } });
  await prisma.event.updateMany({ data: { state } });
  expect(await check()).toEqual([]);
  await prisma.event.updateMany({ data: { readerVersion: readerVersion - 1 } });
  expect(await check()).toEqual([]);
  expect(await prisma.order.findMany({ orderBy: { orderId: 'asc' } })).toEqual(before);
  expect(await prisma.event.count({ where: { state, readerVersion } })).toBe(events.length);
});

test('an event that this version cannot read does not end the nightly check', async () => {
  const { prisma, accountId, check } = await openRecorded();
  const { id } = await prisma.event.findFirstOrThrow({ where: { type: 'subscription.canceled' } });
  await prisma.event.updateMany({ where: { id }, data: { payload: '{', readerVersion: readerVersion - 1 } });
  expect(await check()).toEqual([]);
  expect(await prisma.event.findFirst({ where: { id } })).toMatchObject({
    state: 'unreadable',
    reason: { code: 'unreadable', detail: 'its data is not an object' },
    readerVersion,
    factKeys: [],
  });
  const { id: orderId } = story.firstOrder;
  await prisma.order.update({ where: { accountId_orderId: { accountId, orderId } }, data: { total: '1.5' } });
  expect(await check()).toMatchObject([{ what: 'order', id: orderId, cause: 'ledger_changed', panel: 'total' }]);
});
