import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomHistory } from '../../testing/server/ledger/history/random-history.ts';
import { stateEvents } from '../../testing/server/ledger/state-events.ts';
import { understoodEventTypes } from '../fastspring/catalogue.ts';
import { factSchema } from './fact.ts';
import type { StatedFact } from './merge-facts.ts';
import { projectLedger } from './project-ledger.ts';

/** Always the same seed, because this runs with every change: order-of-arrival.database.test.ts tries new ones. */
const seed = 20261120;

let read: readonly (readonly StatedFact[])[] | undefined;

/** The statements of the events of twenty stores, with duplicates and resends. Reading them takes most of the time. */
function histories(): readonly (readonly StatedFact[])[] {
  read ??= fc
    .sample(randomHistory, { seed, numRuns: 20 })
    .map(({ reported, again }) => stateEvents([...reported, ...again]));
  return read;
}

// With a fixed seed: the seventy histories of every second date miss one of the rare types.
test('random histories report every type of event', () => {
  const reported = fc.sample(randomHistory, { seed, numRuns: 300 }).flatMap((history) => history.reported);
  const types = new Set<string>(reported.map(({ type }) => type));
  expect(understoodEventTypes.filter((type) => !types.has(type))).toEqual([]);
});

test('any order of arrival gives the same ledger', () => {
  const arrival = fc.constantFrom(...histories()).chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      shuffled: fc.shuffledSubarray([...inOrder], { minLength: inOrder.length }),
    }),
  );
  fc.assert(
    fc.property(arrival, ({ inOrder, shuffled }) => {
      expect(projectLedger(shuffled)).toEqual(projectLedger(inOrder));
    }),
    { seed, numRuns: 100 },
  );
});

test('duplicate events change nothing in the ledger', () => {
  for (const once of histories()) {
    expect(projectLedger([...once, ...once.toReversed()])).toEqual(projectLedger(once));
  }
});

test('every fact of a history reads back unchanged', () => {
  for (const { fact } of histories().flat()) {
    expect(factSchema.parse(JSON.parse(JSON.stringify(fact)))).toEqual(fact);
  }
});
