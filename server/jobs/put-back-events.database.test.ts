import { expect, test } from 'vitest';
import { openLedger } from '../ledger/testing/ledger-database.ts';
import { putBackForNewerReader } from './put-back-events.ts';
import { findAccountsWithWork } from './sweep.ts';

const order = { type: 'order.completed', live: true, created: 1_763_640_000_000 };
const data = { id: 'O-1', total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } };

test.each(['postgres', 'embedded'] as const)(
  '%s: what an earlier version did not understand is read again by itself',
  async (engine) => {
    const { database, prisma, accountId, record } = await openLedger(engine);
    await record(
      { ...order, id: 'EV1', type: 'order.of.tomorrow', data },
      { ...order, id: 'EV2', data: { id: 'O-2' } },
    );
    const states = () => prisma.event.findMany({ orderBy: { id: 'asc' }, select: { state: true, attempts: true } });
    const asKept = await states();
    expect(asKept.map(({ state }) => state)).toEqual(['unknown', 'unreadable']);

    const { readerVersion } = await prisma.event.findFirstOrThrow();
    const version = readerVersion ?? 0;
    await putBackForNewerReader(database, version);
    expect(await states(), 'this version has read them').toEqual(asKept);

    // A later version: it knows the first one's type, and still not what the second one lacks.
    await prisma.event.updateMany({ where: { eventId: 'EV1' }, data: { type: 'order.completed' } });
    await putBackForNewerReader(database, version + 1);
    expect(await findAccountsWithWork(database)).toEqual([accountId]);
    await record();
    expect((await states()).map(({ state }) => state)).toEqual(['recorded', 'unreadable']);
    expect(await prisma.order.findMany()).toMatchObject([{ orderId: 'O-1', currency: 'EUR' }]);
  },
);
