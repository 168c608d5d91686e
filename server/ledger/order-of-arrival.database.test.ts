import fc from 'fast-check';
import { expect, test } from 'vitest';
import { understoodEventTypes } from '../fastspring/events/index.ts';
import { rebuildLedger } from './rebuild.ts';
import { randomHistory } from './testing/history/random-history.ts';
import { openLedger } from './testing/ledger-database.ts';
import { stateEvents } from './testing/state-events.ts';
import { effectsAskedFor, everythingIn } from './testing/visible.ts';

/** A history with its duplicates and resends, in the order of what happened and in one that the network makes of it. */
const arrival = randomHistory.chain(({ told, again }) => {
  const inOrder = [...told, ...again];
  return fc.record({
    inOrder: fc.constant(inOrder),
    shuffled: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
  });
});

test('in a thousand histories the order of arrival decides nothing', { timeout: 300_000 }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(arrival, ({ inOrder, shuffled }) => {
      for (const { type } of inOrder) seen.add(type);
      const straight = stateEvents(inOrder);
      const mixed = stateEvents(shuffled);
      expect(everythingIn(mixed)).toEqual(everythingIn(straight));
      expect(effectsAskedFor(mixed)).toEqual(effectsAskedFor(straight));
    }),
    { numRuns: 1_000 },
  );
  expect(understoodEventTypes.filter((type) => !seen.has(type))).toEqual([]);
});

test('in a hundred histories duplicates and resends add nothing', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(randomHistory, ({ told }) => {
      const resent = told.map((event) => ({ ...event, id: `${event.id}R`, created: event.created + 60_000 }));
      const { facts, ...once } = everythingIn(stateEvents(told));
      const { facts: factsTwice, ...twice } = everythingIn(stateEvents([...resent, ...told, ...told]));
      expect(twice).toEqual(once);
      expect(factsTwice.map(([key]) => key)).toEqual(facts.map(([key]) => key));
    }),
    { numRuns: 100 },
  );
});

test('recorded in any order, the tables are the projection', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arrival, async ({ shuffled }) => {
      const { database, accountId, record } = await openLedger();
      await record(...shuffled);
      const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: 'acme' }, false, () => undefined);
      expect(rebuilt.differences).toEqual([]);
      expect(rebuilt.rows.facts).toBe(new Set(stateEvents(shuffled).map(({ fact }) => fact.key)).size);
    }),
    { numRuns: 25 },
  );
});
