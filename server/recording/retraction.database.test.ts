import { expect, test } from 'vitest';
import { expectRetractionToLeaveNothing } from '../../testing/server/ledger/history/retraction.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import { retractEvents } from './retraction.ts';

// `npm run test:faults` looks at more.
test('what is taken back leaves the ledger as the other events tell it', { timeout: 300_000 }, async () => {
  await expectRetractionToLeaveNothing(10);
});

test.each(['failed', 'received'])('what an event says too that is %s after it was recorded stays', async (state) => {
  const { prisma, accountId, record } = await openLedger();
  const bought = (id: string) => ({
    id,
    type: 'order.completed',
    live: true,
    created: 1_700_000_000_000,
    data: { id: 'O-1', account: 'A-1', changed: 1_700_000_000_000, total: 10, currency: 'EUR' },
  });
  await record(bought('1'), bought('2'));
  await prisma.event.updateMany({ where: { eventId: '1' }, data: { state } });
  const { id } = await prisma.event.findFirstOrThrow({ where: { eventId: '2' } });
  await prisma.$transaction((transaction) => retractEvents(transaction, accountId, [id]));
  expect(await prisma.order.count()).toBe(1);
});

test('when a customer’s newest report is retracted, the older ones apply again', async () => {
  const { prisma, accountId, record } = await openLedger();
  const bought = (id: string, at: number, first: string) => ({
    id,
    type: 'order.completed',
    live: true,
    created: at,
    data: {
      id: `O-${id}`,
      account: 'A-1',
      changed: at,
      total: 10,
      currency: 'EUR',
      customer: { first, email: `${first.toLowerCase()}@acme.example` },
    },
  });
  const customer = () =>
    prisma.customer.findFirstOrThrow({
      select: { id: true, name: true, email: true, emailFolded: true, lastFactAt: true },
    });
  await record(bought('1', 1_700_000_000_000, 'Anna'));
  const before = await customer();
  await record(bought('2', 1_710_000_000_000, 'Berta'));
  expect(await customer()).toMatchObject({ id: before.id, name: 'Berta', lastFactAt: new Date(1_710_000_000_000) });
  const { id } = await prisma.event.findFirstOrThrow({ where: { eventId: '2' } });
  await prisma.$transaction((transaction) => retractEvents(transaction, accountId, [id]));
  expect(await customer()).toEqual(before);
});
