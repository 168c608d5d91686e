import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomHistory } from '../ledger/testing/history/random-history.ts';
import type { TestEvent } from '../ledger/testing/state-events.ts';
import { eventTypes } from '../rules/event-types.ts';
import { startJobStack } from './testing/job-stack.ts';

/** Of the histories' customers. */
const addresses = [
  'anna@acme.example',
  'jo+shop@firm.example',
  'mia@studio.example',
  ...[0, 1, 2].map((index) => `new${index}@acme.example`),
];

/** What Kommo holds after the events came in these deliveries, the account's job running after each. */
async function outcomeOf(deliveries: readonly (readonly TestEvent[])[]) {
  const stack = await startJobStack();
  const { sandbox, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Everybody', emails: addresses });
  const lead = sandbox.addLead({ name: 'The only deal', contactIds: [contact.id] });
  await stack.saveSettings({
    rules: eventTypes.map((on) => ({ on, task: { typeId: 1, text: `Look at ${on}`, dueInHours: 1 }, tags: [on] })),
    testOrders: 'act',
  });
  stack.passTime(60_000);
  for (const delivery of deliveries) {
    await stack.store(delivery.map((event) => ({ ...event, data: Object(event.data) })));
    await stack.workThroughFailures();
  }
  const effects = await prisma.effect.findMany({ where: { kind: { not: 'fields' } }, select: { key: true } });
  return {
    effects: effects.map(({ key }) => key).sort(),
    notes: sandbox.notesOf(lead.id).length,
    tasks: sandbox
      .tasksOf(lead.id)
      .map(({ text }) => text.replace(/\s*\[fs:\w+\]/, ''))
      .sort(),
    tags: [...sandbox.lead(lead.id).tags].map(({ name }) => name).sort(),
    unsettled: await prisma.effect.count({ where: { state: { not: 'done' } } }),
  };
}

test('whatever order the events come in, Kommo holds the same notes, tasks and tags', {
  timeout: 200_000,
}, async () => {
  const arrivals = randomHistory.chain(({ told, again }) =>
    fc.record({
      inOrder: fc.constant([...told, ...again]),
      shuffled: fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length }),
      cut: fc.nat(100),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ inOrder, shuffled, cut }) => {
      const middle = cut % shuffled.length;
      const straight = await outcomeOf([inOrder]);
      expect(await outcomeOf([shuffled.slice(0, middle), shuffled.slice(middle)])).toEqual(straight);
      expect(straight.unsettled).toBe(0);
      expect(straight.tasks.length).toBeGreaterThan(0);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});
