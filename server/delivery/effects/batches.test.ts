import { expect, test } from 'vitest';
import { effectBatches } from './batches.ts';

let leads = 0;
const effects = (count: number, attempts = 0) =>
  Array.from({ length: count }, (_, index) => {
    leads += 1;
    return { index, leadId: leads, attempts };
  });

test('fills batches of 50 and keeps the order', () => {
  const batches = effectBatches(effects(120));
  expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20]);
  expect(batches.flat().map((effect) => effect.index)).toEqual(Array.from({ length: 120 }, (_, index) => index));
});

test('effects that failed before go in smaller batches, after the others', () => {
  const batches = effectBatches([...effects(30, 1), ...effects(3)]);
  expect(batches.map((batch) => [batch[0]?.attempts, batch.length])).toEqual([
    [0, 3],
    [1, 25],
    [1, 5],
  ]);
});

test('an effect that failed often ends up alone, after any number of failures', () => {
  expect(effectBatches(effects(3, 6)).map((batch) => batch.length)).toEqual([1, 1, 1]);
  expect(effectBatches(effects(3, 40)).map((batch) => batch.length)).toEqual([1, 1, 1]);
});

test('later effects of a lead travel with the one that failed', () => {
  const batches = effectBatches([
    { leadId: 1, attempts: 2 },
    { leadId: 2, attempts: 0 },
    { leadId: 1, attempts: 0 },
  ]);
  expect(batches).toEqual([
    [{ leadId: 2, attempts: 0 }],
    [
      { leadId: 1, attempts: 2 },
      { leadId: 1, attempts: 0 },
    ],
  ]);
});

test('an effect that failed too often does not hold up others of its lead', () => {
  const batches = effectBatches([
    { leadId: 1, attempts: 8 },
    { leadId: 1, attempts: 0 },
  ]);
  expect(batches).toEqual([[{ leadId: 1, attempts: 0 }], [{ leadId: 1, attempts: 8 }]]);
});

test('nothing needs no batch', () => {
  expect(effectBatches([])).toEqual([]);
});
