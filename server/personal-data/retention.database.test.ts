import { expect, test } from 'vitest';
import { z } from 'zod';
import { oneOfEach } from '../../testing/server/fastspring/one-of-each.ts';
import { receiveEarlier } from '../../testing/server/fastspring/receive-earlier.ts';
import { storedEvents } from '../../testing/server/fastspring/stored-events.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { readValues } from '../platform/database/read-rows.ts';
import { rebuildLedger } from '../recording/rebuild/rebuild.ts';
import { reduceOldEvents } from './retention.ts';

const never = new AbortController().signal;

test('old payloads are reduced to their facts, and the ledger is unchanged', async () => {
  const { database, prisma, accountId, record, store } = await openLedger();
  const at = { created: 1_763_640_000_000, live: true };
  await record(...Object.values(oneOfEach(true)), { ...at, id: 'T', type: 'of.tomorrow', data: { who: 'Anna' } });
  const differences = async () =>
    (await rebuildLedger(database, { id: accountId, subdomain: '' }, false, () => undefined)).differences;
  const old = await prisma.event.count();
  const all = await prisma.event.findMany({ select: { eventId: true } });
  await receiveEarlier(
    prisma,
    all.map(({ eventId }) => eventId),
    { months: 25, days: 1 },
  );
  await record({ ...at, id: 'young', type: 'of.tomorrow', data: { who: 'Ben' } });
  await store({ ...at, id: 'waiting', type: 'of.tomorrow', data: { who: 'Ben' } });
  await receiveEarlier(prisma, ['waiting'], { months: 30 });
  const facts = await prisma.fact.findMany({ orderBy: { factKey: 'asc' } });
  const customers = await prisma.customer.findMany();

  expect(await reduceOldEvents(prisma, 0, never)).toBe(0);
  expect(await reduceOldEvents(prisma, 25, never)).toBe(old);
  const events = await storedEvents(prisma);
  const reduced = events.filter(({ isReduced }) => isReduced);
  expect(reduced).toHaveLength(old);
  expect(reduced.filter(({ payload }) => !payload.startsWith('{"facts":['))).toEqual([]);
  const raw = events.filter(({ isReduced }) => !isReduced);
  expect(raw.map(({ eventId }) => eventId)).toEqual(['young', 'waiting']);
  expect(raw.map(({ payload }) => JSON.parse(payload).data)).toEqual([{ who: 'Ben' }, { who: 'Ben' }]);
  expect(await prisma.eventPayload.count(), 'no raw text of a reduced event is left').toBe(2);
  expect(await differences()).toEqual([]);
  expect(await prisma.fact.findMany({ orderBy: { factKey: 'asc' } })).toEqual(facts);
  expect(await prisma.customer.findMany()).toEqual(customers);
  expect(await reduceOldEvents(prisma, 25, never)).toBe(0);
});

const order = (id: string) => ({
  ...{ id, type: 'order.completed', live: true, created: 1_763_640_000_000 },
  data: { id: `O-${id}`, total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } },
});

test('a month of raw events is dropped once all of it are reduced, and not while one waits to be recorded', async () => {
  const { prisma, record, store } = await openLedger();
  await record(order('EV1'), order('EV2'));
  await receiveEarlier(prisma, ['EV1', 'EV2'], { months: 40 });
  await store(order('EV3'));
  await receiveEarlier(prisma, ['EV3'], { months: 50 });
  const [dropped, kept] = await Promise.all([40, 50].map((months) => monthBefore(prisma, months)));
  expect(await monthsOf(prisma)).toEqual(expect.arrayContaining([dropped, kept]));

  expect(await reduceOldEvents(prisma, 25, never)).toBe(2);
  expect(await monthsOf(prisma)).toContain(kept);
  expect(await monthsOf(prisma)).not.toContain(dropped);
  expect((await storedEvents(prisma)).map(({ payload }) => payload.startsWith('{"facts":['))).toEqual([
    true,
    true,
    false,
  ]);

  await record();
  expect(await prisma.order.count()).toBe(3);
  expect(await reduceOldEvents(prisma, 25, never)).toBe(1);
  expect(await monthsOf(prisma)).not.toContain(kept);
});

test('a month that is being read is dropped by the next run, and holds up no delivery', async () => {
  const { database, prisma, accountId, record, store } = await openLedger();
  await record(order('EV1'));
  await receiveEarlier(prisma, ['EV1'], { months: 40 });
  const month = await monthBefore(prisma, 40);
  await prisma.$transaction(async (reading) => {
    await reading.$queryRaw`SELECT count(*) FROM "event_payloads" WHERE "account_id" = ${accountId}::uuid`;
    await reduceOldEvents(prisma, 25, never);
    expect(await monthsOf(prisma)).toContain(month);
    await store(order('EV2'));
  });
  expect(await reduceOldEvents(database.prisma, 25, never)).toBe(0);
  expect(await monthsOf(prisma)).not.toContain(month);
  expect(await prisma.event.count()).toBe(2);
});

async function monthBefore(prisma: PrismaClient, months: number): Promise<string> {
  const [name] = await readValues(prisma, z.string())`
    SELECT to_char((now() - ${months} * interval '1 month') AT TIME ZONE 'UTC', '"m"YYYY_MM')`;
  return name ?? '';
}

function monthsOf(prisma: PrismaClient): Promise<readonly string[]> {
  return readValues(
    prisma,
    z.string(),
  )`SELECT "tablename"::text FROM "pg_tables" WHERE "schemaname" = 'payload_months'`;
}
