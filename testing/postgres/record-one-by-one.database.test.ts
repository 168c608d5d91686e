import { expect, test } from 'vitest';
import { anna, orderCompleted } from '../server/sync/fastspring-events.ts';
import { startJobStack } from '../server/sync/job-stack.ts';
import { recordOneByOne } from './record-one-by-one.ts';

test('no two events are recorded in one transaction, and all are recorded', async () => {
  const { database, prisma, store, work, errors, now } = await startJobStack();
  await recordOneByOne(database);
  await store(['order-1', 'order-2', 'order-3'].map((id) => orderCompleted(id, anna, now())));
  await expect(database.query(`UPDATE "events" SET "state" = 'recorded'`)).rejects.toThrow('one by one');
  await work();
  const events = await prisma.event.findMany({ select: { state: true, attempts: true } });
  expect(events).toEqual(Array.from({ length: 3 }, () => ({ state: 'recorded', attempts: 0 })));
  expect(errors).toEqual([]);
});
