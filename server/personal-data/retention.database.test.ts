import { expect, test } from 'vitest';
import { oneOfEach } from '../../testing/server/fastspring/one-of-each.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
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
  await prisma.$executeRaw`UPDATE "events" SET "received_at" = now() - interval '25 months 1 day'`;
  await record({ ...at, id: 'young', type: 'of.tomorrow', data: { who: 'Ben' } });
  await store({ ...at, id: 'waiting', type: 'of.tomorrow', data: { who: 'Ben' } });
  await prisma.$executeRaw`
    UPDATE "events" SET "received_at" = now() - interval '30 months' WHERE "event_id" = 'waiting'`;
  const facts = await prisma.fact.findMany({ orderBy: { factKey: 'asc' } });
  const customers = await prisma.customer.findMany();

  expect(await reduceOldEvents(prisma, 0, never)).toBe(0);
  expect(await reduceOldEvents(prisma, 25, never)).toBe(old);
  const events = await prisma.event.findMany({ orderBy: { id: 'asc' } });
  const reduced = events.filter(({ isReduced }) => isReduced);
  expect(reduced).toHaveLength(old);
  expect(reduced.filter(({ payload }) => !payload.startsWith('{"facts":['))).toEqual([]);
  const raw = events.filter(({ isReduced }) => !isReduced);
  expect(raw.map(({ eventId }) => eventId)).toEqual(['young', 'waiting']);
  expect(await differences()).toEqual([]);
  expect(await prisma.fact.findMany({ orderBy: { factKey: 'asc' } })).toEqual(facts);
  expect(await prisma.customer.findMany()).toEqual(customers);
  expect(await reduceOldEvents(prisma, 25, never)).toBe(0);
});
