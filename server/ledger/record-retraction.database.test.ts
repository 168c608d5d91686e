import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rebuildLedger } from './rebuild.ts';
import { retractEvents } from './record-retraction.ts';
import { historiesSeed, randomHistory } from './testing/history/random-history.ts';
import { addLedger, openLedger } from './testing/ledger-database.ts';
import { stateEvents } from './testing/state-events.ts';

/** A history in any order, its duplicates and resends with it, and for each event whether it is taken back. */
const partlyRetracted = randomHistory
  .chain(({ told, again }) => fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length }))
  .chain((events) => fc.tuple(fc.constant(events), fc.uniqueArray(fc.constantFrom(...events.map(({ id }) => id)))));

/** Events at a time, so that a life is taken back in pieces. */
const atOnce = 7;

test('what is taken back leaves the ledger as the other events tell it', { timeout: 300_000 }, async () => {
  const { database } = await openLedger();
  await fc.assert(
    fc.asyncProperty(partlyRetracted, async ([events, retractedIds]) => {
      const { prisma, accountId, record } = await addLedger(database);
      await record(...events);
      const retracted = await prisma.event.findMany({
        where: { accountId, eventId: { in: retractedIds } },
        select: { id: true },
      });
      const rowIds = retracted.map(({ id }) => id);
      for (let first = 0; first < rowIds.length; first += atOnce) {
        const some = rowIds.slice(first, first + atOnce);
        await prisma.$transaction((transaction) => retractEvents(transaction, accountId, some));
      }
      const left = events.filter(({ id }) => !retractedIds.includes(id));
      const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: 'acme' }, false, () => undefined);
      expect(rebuilt.differences).toEqual([]);
      expect(rebuilt.rows.facts).toBe(new Set(stateEvents(left).map(({ fact }) => fact.key)).size);
    }),
    { seed: historiesSeed, numRuns: 25 },
  );
});

test('a customer of whom the newest word is taken back is who the older ones say', async () => {
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
