import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { foldSettledCounts, settledCounts } from './settled-counts.ts';

test('events and effects that stay in a state are counted through every change, summed up or not', async () => {
  const database = await openTestDatabase();
  const { prisma, query } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'k' } });
  const counted = async (kind: 'events' | 'effects') => {
    const { rows } = await query(`${settledCounts(kind)} ORDER BY "state"`);
    const { rows: rightly } = await query(`SELECT "state", count(*)::int AS count FROM "${kind}"
      WHERE "state" IN ('failed', 'unknown', 'unreadable', 'skipped') GROUP BY "state" ORDER BY "state"`);
    expect(rows).toEqual(rightly);
    return rows.length;
  };
  const states = {
    events: ['received', 'failed', 'unknown', 'unreadable'],
    effects: ['open', 'failed', 'skipped', 'done'],
  };
  const event = { accountId, type: 'x', payload: '{}' };
  const effect = { accountId, factKey: 'f', leadId: 7, kind: 'note', content: {}, occurredAt: new Date() };
  const numbers = Array.from({ length: 60 }, (_, number) => number);
  const stateOf = (kind: 'events' | 'effects', number: number) => states[kind][number % 4] ?? '';
  await prisma.event.createMany({
    data: numbers.map((number) => ({ ...event, eventId: String(number), state: stateOf('events', number) })),
  });
  await prisma.effect.createMany({
    data: numbers.map((number) => ({ ...effect, key: String(number), state: stateOf('effects', number) })),
  });
  expect([await counted('events'), await counted('effects')]).toEqual([3, 2]);
  await foldSettledCounts(database);
  expect([await counted('events'), await counted('effects')]).toEqual([3, 2]);
  await prisma.event.updateMany({ where: { state: 'unknown' }, data: { state: 'failed' } });
  await prisma.event.updateMany({ where: { state: 'unreadable' }, data: { state: 'received', attempts: 0 } });
  await prisma.event.updateMany({ where: { state: 'failed' }, data: { attempts: 3 } });
  await prisma.effect.updateMany({ where: { state: 'skipped' }, data: { state: 'open' } });
  await foldSettledCounts(database);
  expect([await counted('events'), await counted('effects')]).toEqual([1, 1]);
  expect(await prisma.settledCount.count()).toBeLessThan(100);
  await prisma.account.delete({ where: { id: accountId } });
  expect([await counted('events'), await counted('effects')]).toEqual([0, 0]);
});
