import { describe, expect, test } from 'vitest';
import { day, event, onDay, seen, shown } from '../../testing/server/ledger/subscription-life.ts';
import { noon } from '../../testing/server/rules/facts.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';
import {
  isOvertaken,
  type SubscriptionState,
  shownState,
  startsAsTrial,
  stateAfter,
  stateShownIn,
} from './subscription-state.ts';

/** Days are counted from `noon`. */
const trialUntil = (days: number): Pick<SubscriptionDetails, 'trial'> => ({
  trial: { kind: 'free', endsAt: noon + days * day },
});
const atOnce = (name: string, details: Partial<SubscriptionDetails>) => onDay(event(name, details), 0);
const late = (name: string, details: Partial<SubscriptionDetails>) => onDay(event(name, details), 0, 0, 9);

describe('a trial', () => {
  test.each<[string, Partial<SubscriptionDetails>, SubscriptionState]>([
    ['runs while its subscription is active', { state: 'active', ...trialUntil(1) }, 'trial'],
    ['is over at the moment of its end', { state: 'active', ...trialUntil(0) }, 'active'],
    ['does not hide that its subscription is paused', { state: 'paused', ...trialUntil(1) }, 'paused'],
  ])('%s', (_what, copy, state) => {
    expect(shownState({ ...shown, ...copy }, noon)).toBe(state);
  });

  test('that ends when its subscription begins does not count', () => {
    expect(startsAsTrial(event('activated', trialUntil(0)))).toBe(false);
    expect(startsAsTrial(event('activated', trialUntil(1)))).toBe(true);
  });
});

describe('active, with a trial until day 5, is', () => {
  const copy = { state: 'active', ...trialUntil(5) };

  test.each<[string, Fact, SubscriptionState]>([
    ['a trial when edited before its end, though reported after it', onDay(event('updated', copy), 1, 1, 9), 'trial'],
    ['no trial when edited after its end', onDay(event('updated', copy), 6), 'active'],
    ['no trial when reported after its end without `changed`', onDay(event('updated', copy), 9, null), 'active'],
    [
      'no trial when the API shows it after its end, though edited before',
      onDay(seen('api.subscription', copy), 9, 1),
      'active',
    ],
  ])('%s', (_what, fact, state) => {
    expect(stateShownIn(fact)).toBe(state);
  });
});

describe('the state after', () => {
  test.each<[string, Fact, SubscriptionState]>([
    ['a cancellation that shows it active', atOnce('canceled', { state: 'active' }), 'canceled'],
    ['a cancellation that was taken back, reported late', late('canceled', { state: 'active' }), 'active'],
    ['one that still has its date, reported late', late('canceled', { state: 'active', canceledAt: noon }), 'canceled'],
    ['a cancellation without a state, reported late', late('canceled', {}), 'canceled'],
    ['a cancellation of what ended, reported late', late('canceled', { state: 'deactivated' }), 'deactivated'],
    ['a pause that shows it active', atOnce('paused', { state: 'active' }), 'paused'],
    ['a pause that shows a trial', atOnce('paused', { state: 'trial' }), 'paused'],
    ['a pause that shows it overdue', atOnce('paused', { state: 'overdue' }), 'paused'],
    ['a pause that shows it canceled', atOnce('paused', { state: 'canceled' }), 'canceled'],
    ['a pause that is over, reported late', late('paused', { state: 'active' }), 'active'],
    ['a resumption that shows it paused', atOnce('resumed', { state: 'paused' }), 'active'],
    ['a resumption that shows it overdue', atOnce('resumed', { state: 'overdue' }), 'overdue'],
    ['a resumption without a state', atOnce('resumed', {}), 'active'],
    ['a resumption that was paused again, reported late', late('resumed', { state: 'paused' }), 'paused'],
  ])('%s', (_what, fact, state) => {
    expect(stateAfter(fact)).toBe(state);
  });

  test.each<[string, number | null, SubscriptionState]>([
    ['with the next charge to come is paid', 10, 'active'],
    ['with a charge due at that moment is overdue', 9, 'overdue'],
    ['with a charge due before is overdue', 8, 'overdue'],
    ['without a next charge is overdue', null, 'overdue'],
  ])('an overdue notice of day 0, reported on day 9 as active: %s', (_what, days, state) => {
    const nextChargeAt = days === null ? null : noon + days * day;
    expect(stateAfter(late('payment.overdue', { state: 'active', nextChargeAt }))).toBe(state);
  });
});

describe('overtaken by its copy', () => {
  test.each<[string, Fact, boolean]>([
    [
      'is a cancellation that was taken back before the end, reported late',
      late('canceled', { state: 'deactivated' }),
      true,
    ],
    ['is no cancellation that ended at once', atOnce('canceled', { state: 'deactivated' }), false],
    ['is no cancellation without date and state, reported late', late('canceled', {}), false],
    ['is no end, reported late', late('deactivated', { state: 'deactivated' }), false],
  ])('%s', (_what, fact, isOver) => {
    expect(isOvertaken(fact)).toBe(isOver);
  });
});
