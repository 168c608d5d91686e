import { describe, expect, test } from 'vitest';
import { shown } from '../../testing/server/ledger/subscription-life.ts';
import { isFromBeforeDue, laterCopy } from './subscription-copy.ts';

describe('a copy does not show when a charge was missed', () => {
  test.each<[string, number | null, number | null, number, boolean]>([
    ['edited before it was due, reported after', 1, 5, 9, true],
    ['reported at the moment when it was due', 1, 5, 5, true],
    ['reported before it was due', 1, 5, 4, false],
    ['edited at the moment when it was due', 5, 5, 9, false],
    ['edited at an unknown moment', null, 5, 9, false],
    ['with no charge to come', 1, null, 9, false],
  ])('%s', (_which, changedAt, nextChargeAt, reported, expected) => {
    expect(isFromBeforeDue({ changedAt, nextChargeAt }, reported)).toBe(expected);
  });
});

test.each([
  ['edited later', { ...shown, changedAt: 2 }, { ...shown, changedAt: 1 }],
  ['edited at a known moment', { ...shown, changedAt: 1 }, { ...shown, changedAt: null }],
  ['that says more', { ...shown, sku: 'A' }, { ...shown, sku: null }],
  ['that says more, where neither knows when it was edited', ...withoutMoment()],
  ['with the greater text', { ...shown, sku: 'B' }, { ...shown, sku: 'A' }],
])('of two copies the one %s counts, whichever came first', (_which, later, earlier) => {
  expect(laterCopy(later, earlier)).toEqual(later);
  expect(laterCopy(earlier, later)).toEqual(later);
});

test.each<[string, typeof withTags, typeof withTags]>([
  ['the first', withTags, keptTags],
  ['the second', keptTags, withTags],
])('%s of two copies was stored, where tags have another order: the same one counts', (_which, first, second) => {
  const [greater, lesser] = ['3', '2'];
  expect(laterCopy(first(greater), second(lesser)).tags).toEqual(withTags(greater).tags);
  expect(laterCopy(first(lesser), second(greater)).tags).toEqual(withTags(greater).tags);
});

function withTags(then: string) {
  return { ...shown, tags: { first: '1', then } };
}

function keptTags(then: string) {
  return { ...shown, tags: { then, first: '1' } };
}

function withoutMoment() {
  const copy = { ...shown, changedAt: null };
  return [copy, { ...copy, sku: null }] as const;
}
