import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../testing/postgres/test-database.ts';
import { randomHistory } from '../../../testing/server/ledger/history/random-history.ts';
import type { TestEvent } from '../../../testing/server/ledger/state-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { dateSeed } from '../../../testing/service/date-seed.ts';
import { understoodEventTypes } from '../../fastspring/catalogue.ts';
import { purchases } from '../../ledger/purchase.ts';
import { type EffectContent, effectContentSchema } from '../../rules/planning/effect.ts';
import { type Condition, canFit } from '../../rules/settings/conditions.ts';
import { carriesPrice, settingsSchema } from '../../rules/settings/settings.ts';
import { readLeadFacts } from './read-facts.ts';
import { simulate } from './simulate.ts';

/** Of the histories' customers. */
const addresses = [
  'anna@acme.example',
  'jo+shop@firm.example',
  'mia@studio.example',
  ...[0, 1, 2].map((index) => `new${index}@acme.example`),
];

/** A rule of every kind for every event type; every second one only for a product. */
const unconditional = understoodEventTypes.map((on, index) => ({
  on,
  sku: index % 2 === 0 ? null : 'TEAM-*',
  task: { typeId: 1, text: '{customer} {product} {amount}', dueOn: { weekday: 1 + (index % 7), time: '09:00' } },
  tags: [on],
  moveTo: { statusId: 142 },
  reopen: true,
  setPrice: carriesPrice(on),
  note: index % 3 !== 0,
}));

/** A rule for each condition of each event type that can fit it. */
const conditions: Readonly<Record<Condition, object>> = {
  amount: { amount: { currency: 'EUR', atLeast: '50', atMost: '1000' } },
  countries: { countries: ['DE', 'US'] },
  purchase: { purchase: 'first' },
};
const withCondition = (condition: Condition, asked: object = conditions[condition]) =>
  understoodEventTypes
    .filter((on) => canFit(condition, on))
    .map((on) => ({ on, tags: [JSON.stringify(asked).slice(0, 60)], ...asked }));
const conditional = [
  ...withCondition('amount'),
  ...withCondition('countries'),
  ...purchases.flatMap((purchase) => withCondition('purchase', { purchase })),
];
const rules = [...unconditional, ...conditional];

/** Asks for nothing, so that all that is simulated is a difference. */
const silent = settingsSchema.parse({
  testOrders: 'hide',
  rules: understoodEventTypes.map((on) => ({ on, note: false })),
});

/** When a task is due depends on when it is planned. */
function textsOf(contents: readonly EffectContent[]): readonly string[] {
  const namesOf = (content: EffectContent) => Object.keys(content).filter((name) => name !== 'dueAt');
  return contents.map((content) => JSON.stringify(content, namesOf(content).sort())).sort();
}

/** The account's job with these settings, until nothing is left to do. */
async function run(database: TestDatabase, settings: object, events: readonly TestEvent[]) {
  await database.empty();
  const stack = await startJobStack({ database });
  const contact = stack.sandbox.addContact({ name: 'Everybody', emails: addresses });
  stack.sandbox.addLead({ name: 'The only deal', contactIds: [contact.id] });
  await stack.prisma.account.updateMany({ data: { currency: 'EUR', timeZone: 'America/Sao_Paulo' } });
  await stack.saveSettings(settings);
  stack.passTime(60_000);
  await stack.store(events.map((event) => ({ ...event, data: Object(event.data) })));
  await stack.workThroughFailures();
  return stack;
}

test('rules that are simulated and then run ask for the same', { timeout: 200_000 }, async () => {
  const asked = new Set<string>();
  const database = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(randomHistory, async ({ reported }) => {
      const before = await run(database, {}, reported);
      const account = await before.prisma.account.findFirstOrThrow();
      const view = await simulate({
        facts: await readLeadFacts(before.database, account.id, new Date(0), { withPurchases: true }),
        saved: silent,
        simulated: settingsSchema.parse({ rules }),
        account,
        language: 'en',
      });
      expect(view).toMatchObject({ saved: {}, furtherDifferences: 0 });
      const simulated = view.differences.flatMap(({ added }) => added);

      const after = await run(database, { rules }, reported);
      const effects = await after.prisma.effect.findMany();
      expect(textsOf(effects.map(({ content }) => effectContentSchema.parse(content)))).toEqual(textsOf(simulated));
      for (const { kind } of simulated) asked.add(kind);
    }),
    { seed: dateSeed, numRuns: 5, endOnFailure: true },
  );
  expect([...asked].sort()).toEqual(expect.arrayContaining(['move', 'note', 'price', 'tags', 'task']));
});
