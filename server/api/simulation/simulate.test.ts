import { expect, test } from 'vitest';
import { orderFact } from '../../../testing/server/rules/facts.ts';
import { settingsSchema } from '../../rules/settings/settings.ts';
import { simulate } from './simulate.ts';

const account = { language: 'en', currency: 'EUR', timeZone: 'UTC' };

/** How often others had their turn until the work was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const take = () => {
    turns += 1;
    if (!isOver) setImmediate(take);
  };
  setImmediate(take);
  await work;
  isOver = true;
  return turns;
}

test('a simulation of 200 hostile patterns lets others in between every two facts', async () => {
  const rules = Array.from({ length: 200 }, (_, index) => ({
    on: 'order.completed',
    sku: `${'*a'.repeat(126)}${index}`,
  }));
  const facts = Array.from({ length: 200 }, (_, index) => ({
    fact: orderFact({ key: `order.completed:${index}`, orderId: `${index}` }),
    lead: { id: 1, pipelineId: 1, name: null },
    purchase: null,
  }));
  const work = simulate({
    facts,
    saved: settingsSchema.parse({}),
    simulated: settingsSchema.parse({ rules }),
    account,
    language: 'en',
  });
  expect(await turnsDuring(work)).toBeGreaterThanOrEqual(2 * (facts.length - 1));
});
