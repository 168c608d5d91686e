import { expect, test } from 'vitest';
import { scoreOf } from './matching-score.ts';
import type { BelongsTo, PlayedRow } from './matching-world.ts';

function played(belongsTo: BelongsTo | null, linked: readonly string[], offered: readonly string[] = []): PlayedRow {
  // The row expects just this outcome, so that the score cannot come from the rows' expectations.
  const text = linked.length === 0 ? 'onlyResembling' : `${linked.join(', ')} by email`;
  return { row: ['a row', () => ({}), text, belongsTo], outcome: { text, linked, offered } };
}

const right = [played('A', ['A']), played('B', ['B']), played('AB', ['A', 'B'])];

test('right links, and payments that rightly stay without a lead, score fully', () => {
  expect(scoreOf([...right, played(null, []), played(null, [], ['A'])])).toEqual({
    rows: 5,
    wrong: 0,
    precision: 1,
    recall: 1,
    recallWithOffers: 1,
  });
});

test.each([
  ['another person’s lead', played('A', ['B'])],
  ['a lead, though they belong to none', played(null, ['A'])],
  ['a lead that has no name in the row', played('A', ['Lead'])],
])('payments on %s lower precision, even if the row expects them there', (_what, wrong) => {
  expect(scoreOf([...right, wrong])).toMatchObject({ wrong: 1, precision: 4 / 5 });
});

test('a second, wrong link beside the right one lowers precision', () => {
  expect(scoreOf([...right, played('A', ['A', 'B'])])).toMatchObject({ wrong: 1, precision: 5 / 6, recall: 1 });
});

test('a lead that is only offered counts for recall with offers, a wrong offer for nothing', () => {
  expect(scoreOf([played('A', ['A']), played('B', [], ['A', 'B']), played('A', [], ['B'])])).toEqual({
    rows: 3,
    wrong: 0,
    precision: 1,
    recall: 1 / 3,
    recallWithOffers: 2 / 3,
  });
});
