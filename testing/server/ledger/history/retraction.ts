import fc from 'fast-check';
import { expect } from 'vitest';
import { rebuildLedger } from '../../../../server/recording/rebuild/rebuild.ts';
import { retractEvents } from '../../../../server/recording/retraction.ts';
import { dateSeed } from '../../../service/date-seed.ts';
import { addLedger, openLedger } from '../ledger-database.ts';
import { stateEvents } from '../state-events.ts';
import { randomHistory } from './random-history.ts';

/** A history in any order, with its duplicates and resends, and for each event whether it is retracted. */
const partlyRetracted = randomHistory
  .chain(({ reported, again }) =>
    fc.shuffledSubarray([...reported, ...again], { minLength: reported.length + again.length }),
  )
  .chain((events) => fc.tuple(fc.constant(events), fc.uniqueArray(fc.constantFrom(...events.map(({ id }) => id)))));

/** Events per retraction, so that a life is retracted in pieces. */
const atOnce = 7;

/** After a retraction the ledger equals that of the remaining events. */
export async function expectRetractionToLeaveNothing(histories: number): Promise<void> {
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
    { seed: dateSeed, numRuns: histories },
  );
}
