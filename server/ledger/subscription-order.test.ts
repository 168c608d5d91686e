import { describe, expect, test } from 'vitest';
import {
  activated,
  charged,
  day,
  declined,
  event,
  onDay,
  seen,
  shown,
} from '../../testing/server/ledger/subscription-life.ts';
import { noon } from '../../testing/server/rules/facts.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';
import { copiesInOrder, inOrderOfLife } from './subscription-order.ts';

/** Days are counted from `noon`. */
const due = (days: number) => ({ nextChargeAt: noon + days * day });
const charge = (details: Partial<SubscriptionDetails>) => ({ ...charged, subscription: { ...shown, ...details } });
const namelessCharge = { ...charged, subscription: null };
const namelessFailure = { ...declined(), subscription: null };

/** The names of the facts in the order of the subscription's life, which must not depend on the order of arrival. */
function lifeOf(facts: Readonly<Record<string, Fact>>): readonly string[] {
  const named = Object.entries(facts).map(([key, fact]) => ({ ...fact, key }));
  const [one = [], other] = [named, named.toReversed()].map((each) =>
    inOrderOfLife(each, []).map(({ fact }) => fact.key),
  );
  expect(other).toEqual(one);
  return one;
}

describe('beside an update of day 5', () => {
  const canceled = (days: number) => event('canceled', { canceledAt: noon + days * day });
  const ofGroup = (state: string) => seen('subscription.group.updated', { state, ...due(30) });

  test.each<[string, Fact]>([
    ['a charge', onDay(charged, 9, 0)],
    ['a reminder', onDay(event('payment.reminder'), 9, 0)],
    ['what the API shows', onDay(seen('api.subscription', {}), 9, 0)],
    ['a pause without `changed`', onDay(event('paused'), 9, null)],
    ['an overdue notice without `changed`', onDay(event('payment.overdue'), 9, null)],
    ['a cancellation with the `changed` of the activation', onDay(canceled(9), 9, 0)],
    ['a cancellation edited after its date', onDay(canceled(2), 2, 9)],
    ['a cancellation edited at its date, first reported without one', onDay(canceled(9), 3, 9)],
    ['a member of a group that stands still and is overdue', onDay(ofGroup('overdue'), 31, 0)],
  ])('%s is later', (_what, fact) => {
    expect(lifeOf({ fact, update: onDay(event('updated'), 5) })).toEqual(['update', 'fact']);
  });

  test.each<[string, Fact]>([
    ['an edit of day 0, reported late', onDay(event('updated'), 0, 0, 9)],
    ['a pause that shows when it will be canceled', onDay(event('paused', { canceledAt: noon + 9 * day }), 9, 0)],
    ['a member of a group that stands still', onDay(ofGroup('active'), 31, 0)],
  ])('%s is earlier', (_what, fact) => {
    expect(lifeOf({ fact, update: onDay(event('updated'), 5) })).toEqual(['fact', 'update']);
  });
});

describe('a pause whose copy, edited on day 6, shows it active', () => {
  const paused = onDay(event('paused', { state: 'active' }), 6);

  test.each<[string, Fact]>([
    ['a charge edited it then', onDay(charge({}), 5, 6)],
    ['a charge without a copy is of then', onDay(namelessCharge, 6)],
  ])('was before that, at an unknown time: %s', (_what, other) => {
    expect(lifeOf({ paused, other })).toEqual(['other']);
  });

  test.each<[string, Fact]>([
    ['a charge is of then, and edited it later', onDay(charge({}), 6, 7)],
    ['a failed charge without a copy edits nothing', onDay(namelessFailure, 6)],
  ])('counts: %s', (_what, other) => {
    expect(lifeOf({ paused, other })).toContain('paused');
  });

  test('counts if it has no `changed`', () => {
    expect(lifeOf({ paused: onDay(paused, 6, null) })).toEqual(['paused']);
  });
});

test('the later copy of an activation comes before other copies of that moment', () => {
  const resent = onDay(activated, 0, 5, 9);
  const shownThen = onDay(seen('api.subscription', {}), 5);
  for (const facts of [
    [resent, shownThen],
    [shownThen, resent],
  ])
    expect(inOrderOfLife(facts, [resent])).toMatchObject([
      { fact: resent, as: 'event' },
      { fact: resent, as: 'copy' },
      { fact: shownThen, as: 'event' },
    ]);
});

describe('of one moment', () => {
  test('the period decides; a copy without one comes first', () => {
    const updated = (sequence: number | null) => onDay(event('updated', { sequence }), 5);
    expect(lifeOf({ a: updated(2), b: updated(1), c: updated(null) })).toEqual(['c', 'b', 'a']);
  });

  test('repeatable events are in the order of their reports', () => {
    const facts = { resumed: onDay(event('resumed'), 0, 0, 1), paused: onDay(event('paused'), 0, 0, 2) };
    expect(lifeOf(facts)).toEqual(['resumed', 'paused']);
  });

  test('all other events are in the order of the life cycle, regardless of their reports', () => {
    const facts = { paused: onDay(event('paused'), 0, 0, 1), updated: onDay(event('updated'), 0, 0, 2) };
    expect(lifeOf(facts)).toEqual(['updated', 'paused']);
  });

  test('later copies are in the order of their keys, regardless of arrival', () => {
    const copy = (key: string) => ({ ...onDay(activated, 0, 5, 9), key });
    for (const copies of [
      [copy('a'), copy('b')],
      [copy('b'), copy('a')],
    ])
      expect(inOrderOfLife([], copies).map(({ fact }) => fact.key)).toEqual(['a', 'b']);
  });
});

describe('a missed charge', () => {
  const overdue = (details: Partial<SubscriptionDetails>) => event('payment.overdue', { state: 'overdue', ...details });
  const asPaid = event('payment.overdue', { state: 'active', ...due(30) });

  test('that shows the subscription active counts if `changed` stands still', () => {
    expect(lifeOf({ begun: onDay(activated, 0), missed: onDay(asPaid, 31, 0) })).toEqual(['begun', 'missed']);
  });

  test('that shows the copy of the payment is over', () => {
    expect(lifeOf({ paid: onDay(charge(due(30)), 6), missed: onDay(asPaid, 6) })).toEqual(['paid']);
  });

  test('comes after the charge of the previous period, and before the one that settled it', () => {
    const before = onDay(charge({ sequence: 2, ...due(60) }), 31, 0);
    const missed = onDay(overdue({ sequence: 2, ...due(60) }), 61, 0);
    const paid = onDay(charge({ sequence: 3, ...due(90) }), 65);
    expect(lifeOf({ before, missed, paid })).toEqual(['before', 'missed', 'paid']);
  });

  test('comes before the charge of a later period, though both name one next charge', () => {
    const missed = onDay(overdue({ sequence: 2, ...due(90) }), 61, 0);
    const paid = onDay(charge({ sequence: 3, ...due(90) }), 65, 0);
    expect(lifeOf({ missed, paid })).toEqual(['missed', 'paid']);
  });

  const [asDue, asEdited] = [
    ['paid', 'reminder', 'missed'],
    ['missed', 'paid', 'reminder'],
  ] as const;

  test.each<[string, number, Fact, readonly string[]]>([
    ['the day it was due, beside a charge that left `changed` as it was', 0, onDay(charge(due(30)), 5, 0), asDue],
    ['the day it was due, beside a later copy of a charge from before its edit', 10, onDay(charge({}), 5, 40), asDue],
    ['its last edit, beside a later copy of the charge of that moment', 10, onDay(charge({}), 10, 40), asEdited],
  ])('that was due on day 30 is of %s', (_when, changed, paid, order) => {
    const missed = onDay(overdue(due(30)), 31, changed);
    expect(lifeOf({ paid, reminder: onDay(event('payment.reminder'), 20, 0), missed })).toEqual(order);
  });

  test('was before all charges that moved `changed`, even if other charges are ambiguous', () => {
    const missed = onDay(overdue(due(30)), 40, 0);
    const facts = { missed, nameless: onDay(namelessCharge, 18), paid: onDay(charge(due(60)), 28) };
    expect(lifeOf(facts)).toEqual(['missed', 'nameless', 'paid']);
  });

  test('without a copy was settled by the last charge, until the next one is due', () => {
    const facts = (failed: number) => ({
      begun: onDay(event('activated', due(30)), 0),
      paid: onDay(charge(due(90)), 31),
      failed: onDay(namelessFailure, failed),
    });
    expect(lifeOf(facts(70))).toEqual(['begun', 'failed', 'paid']);
    expect(lifeOf(facts(90))).toEqual(['begun', 'paid', 'failed']);
  });
});

describe('of two copies the newer one is', () => {
  const updated = (details: Partial<SubscriptionDetails> = {}) => event('updated', details);
  const byApi = (details: Partial<SubscriptionDetails> = {}) => seen('api.subscription', details);

  test.each<[string, Fact, Fact]>([
    ['of one moment, the one with a period', onDay(updated({ sequence: null, ...due(60) }), 0), onDay(updated(), 0)],
    [
      'of one moment, where no charge is to come, the API’s',
      onDay(updated({ nextChargeAt: null }), 0),
      onDay(byApi({ nextChargeAt: null }), 0),
    ],
    ['the one without `changed`, reported later', onDay(updated(), 2), onDay(updated(), 5, null)],
    ['the API’s, of what was reported before it', onDay(updated({ sequence: 2 }), 0, 0, 5), onDay(byApi(), 9, 0)],
    ['the API’s, of what was edited before it', onDay(updated({ sequence: 2 }), 0, 0, 12), onDay(byApi(), 9, 8)],
    ['the API’s, edited later by a clock ahead of ours', onDay(updated(), 9.2), onDay(byApi(), 9, 9.5)],
    [
      'where `changed` stands still, that of the later period',
      onDay(byApi(), 9, 0),
      onDay(charge({ sequence: 2 }), 12, 0),
    ],
    ['reported just as the API showed it', onDay(byApi(), 9, 0), onDay(updated({ sequence: 2 }), 0, 0, 9)],
    ['edited after the API’s, in any period', onDay(byApi({ sequence: 3 }), 9, 0), onDay(updated(), 10, 10, 12)],
  ])('%s', (_which, older, newer) => {
    for (const facts of [
      [older, newer],
      [newer, older],
    ])
      expect(copiesInOrder(facts)).toEqual([older, newer].map((fact) => 'subscription' in fact && fact.subscription));
  });
});
