import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { storedEvents } from '../../../testing/server/fastspring/stored-events.ts';
import { addLedger, openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import { retractEvents } from '../../recording/retraction.ts';
import { addComingMonths } from './months.ts';

const order = (id: string) => ({
  ...{ id, type: 'order.completed', live: true, created: 1_763_640_000_000 },
  data: { id: `O-${id}`, total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } },
});

/** The partitions with payloads, in alphabetical order. */
function usedMonths(prisma: PrismaClient): Promise<readonly string[]> {
  return readValues(prisma, z.string())`
    SELECT DISTINCT c."relname"::text FROM "event_payloads" p JOIN "pg_class" c ON c."oid" = p."tableoid" ORDER BY 1`;
}

test('a delivery is stored in its month, and in none if there is no partition for it', async () => {
  const { prisma, query, runScript } = await openTestDatabase();
  const { record, store } = await addLedger({ prisma, query });
  await store(order('EV1'));
  const [month = ''] = await usedMonths(prisma);
  expect(month).toBe(`m${new Date().toISOString().slice(0, 7).replace('-', '_')}`);

  await prisma.eventPayload.deleteMany();
  await prisma.event.deleteMany();
  await runScript(`DROP TABLE payload_months.${month}`);
  await store(order('EV2'));
  expect(await usedMonths(prisma)).toEqual(['other']);
  await addComingMonths({ query });
  await record(order('EV3'));
  expect(await usedMonths(prisma), 'a month of which payloads are among the others stays there').toEqual(['other']);
  expect((await storedEvents(prisma)).map(({ payload }) => JSON.parse(payload).id)).toEqual(['EV2', 'EV3']);
  expect(await prisma.order.count()).toBe(2);

  await prisma.event.deleteMany();
  await addComingMonths({ query });
  await store(order('EV4'));
  expect(await usedMonths(prisma)).toEqual([month]);
});

test('a payload goes with its event', async () => {
  const { prisma, accountId, record } = await openLedger();
  await record(order('EV1'), order('EV2'));
  const { id } = await prisma.event.findFirstOrThrow({ where: { eventId: 'EV1' } });
  await prisma.$transaction((transaction) => retractEvents(transaction, accountId, [id]));
  expect(await prisma.eventPayload.findMany({ select: { eventRowId: true } })).toEqual([{ eventRowId: id + 1n }]);
  await prisma.account.delete({ where: { id: accountId } });
  expect(await prisma.eventPayload.count()).toBe(0);
});
