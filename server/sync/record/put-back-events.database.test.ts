import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { addLedger } from '../../../testing/server/ledger/ledger-database.ts';

import { putBackForNewerReader } from './put-back-events.ts';
import { findAccountsWithEvents } from './record-queue.ts';

test('events that an earlier version did not understand are read again automatically', async () => {
  const database = await openTestDatabase();
  const { prisma, accountId, record } = await addLedger(database);
  const order = { type: 'order.completed', live: true, created: 1_763_640_000_000 };
  const data = { id: 'O-1', total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } };
  await record({ ...order, id: 'EV1', type: 'order.of.tomorrow', data }, { ...order, id: 'EV2', data: { id: 'O-2' } });
  const states = () => prisma.event.findMany({ orderBy: { id: 'asc' }, select: { state: true, attempts: true } });
  const asKept = await states();
  expect(asKept.map(({ state }) => state)).toEqual(['unknown', 'unreadable']);

  const { readerVersion } = await prisma.event.findFirstOrThrow();
  const version = readerVersion ?? 0;
  await putBackForNewerReader(database, version);
  expect(await states(), 'this version has read them').toEqual(asKept);

  // A later version: it knows the type of the first event, but still cannot read the second.
  await prisma.event.updateMany({ where: { eventId: 'EV1' }, data: { type: 'order.completed' } });
  await putBackForNewerReader(database, version + 1);
  expect(await findAccountsWithEvents(database)).toEqual([accountId]);
  await record();
  expect((await states()).map(({ state }) => state)).toEqual(['recorded', 'unreadable']);
  expect(await prisma.order.findMany()).toMatchObject([{ orderId: 'O-1', currency: 'EUR' }]);
});
