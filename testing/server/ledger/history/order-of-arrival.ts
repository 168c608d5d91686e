import fc from 'fast-check';
import { expect } from 'vitest';
import { rebuildLedger } from '../../../../server/recording/rebuild/rebuild.ts';
import { dateSeed as seed } from '../../../service/date-seed.ts';
import { addLedger, openLedger } from '../ledger-database.ts';
import { stateEvents } from '../state-events.ts';
import { effectsAskedFor, everythingIn } from '../visible.ts';
import { randomHistory } from './random-history.ts';

/** A history with its duplicates and resends, in the order of the events and in a random order of arrival. */
const arrival = randomHistory.chain(({ reported, again }) => {
  const inOrder = [...reported, ...again];
  return fc.record({
    inOrder: fc.constant(inOrder),
    shuffled: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
  });
});

/** The projected ledger and the effects are the same in any order of arrival. */
export function expectOrderToDecideNothing(histories: number): void {
  fc.assert(
    fc.property(arrival, ({ inOrder, shuffled }) => {
      const read = new Map(inOrder.map((event) => [event, stateEvents([event])]));
      const straight = inOrder.flatMap((event) => read.get(event) ?? []);
      const mixed = shuffled.flatMap((event) => read.get(event) ?? []);
      expect(everythingIn(mixed)).toEqual(everythingIn(straight));
      expect(effectsAskedFor(mixed)).toEqual(effectsAskedFor(straight));
    }),
    { seed, numRuns: histories },
  );
}

/** Duplicates and resends add nothing to the projected ledger. */
export function expectResendsToAddNothing(histories: number): void {
  fc.assert(
    fc.property(randomHistory, ({ reported }) => {
      const resent = reported.map((event) => ({ ...event, id: `${event.id}R`, created: event.created + 60_000 }));
      const { facts, ...once } = everythingIn(stateEvents(reported));
      const { facts: factsTwice, ...twice } = everythingIn(stateEvents([...resent, ...reported, ...reported]));
      expect(twice).toEqual(once);
      expect(factsTwice.map(([key]) => key)).toEqual(facts.map(([key]) => key));
    }),
    { seed, numRuns: histories },
  );
}

/** Recorded in any order, one by one or many together, the tables equal the projection. */
export async function expectTablesToBeTheProjection(histories: number): Promise<void> {
  const { database } = await openLedger();
  await fc.assert(
    fc.asyncProperty(arrival, fc.integer({ min: 1, max: 60 }), async ({ shuffled }, together) => {
      const { accountId, record } = await addLedger(database);
      for (let from = 0; from < shuffled.length; from += together) {
        await record(...shuffled.slice(from, from + together));
      }
      const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: 'acme' }, false, () => undefined);
      expect(rebuilt.differences).toEqual([]);
      expect(rebuilt.rows.facts).toBe(new Set(stateEvents(shuffled).map(({ fact }) => fact.key)).size);
    }),
    { seed, numRuns: histories },
  );
}
