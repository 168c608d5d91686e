import { expect, test } from 'vitest';
import { listDifference, mergeLists, mergeValues } from './merge.ts';

const base = [{ sku: 'A' }, { sku: 'B' }];

test.each([
  ['mine is added to theirs', [...base, { sku: 'M' }], [...base, { sku: 'T' }], ['A', 'B', 'T', 'M']],
  ['what I took out goes out of theirs', [{ sku: 'B' }], [...base, { sku: 'T' }], ['B', 'T']],
  ['what they took out stays out', [...base, { sku: 'M' }], [{ sku: 'A' }], ['A', 'M']],
  ['what both added is there once', [...base, { sku: 'N' }], [...base, { sku: 'N' }], ['A', 'B', 'N']],
  [
    'a change of mine beside a change of theirs',
    [{ sku: 'A2' }, { sku: 'B' }],
    [{ sku: 'A' }, { sku: 'B2' }],
    ['B2', 'A2'],
  ],
  [
    'the same entry changed by both is there in both forms',
    [{ sku: 'A2' }, { sku: 'B' }],
    [{ sku: 'A3' }, { sku: 'B' }],
    ['A3', 'B', 'A2'],
  ],
])('%s', (_name, mine, theirs, merged) => {
  expect(mergeLists(base, mine, theirs).map(({ sku }) => sku)).toEqual(merged);
});

test('equal entries count separately', () => {
  expect(listDifference([1, 1, 2], [1, 2, 2])).toEqual({ added: [2], removed: [1] });
});

test('a value is mine where I changed it', () => {
  expect(mergeValues('show', 'show', 'hide')).toBe('hide');
  expect(mergeValues('show', 'act', 'hide')).toBe('act');
});
