import { describe, expect, test } from 'vitest';
import { at, inEveryOrder, renewal, report, subscription } from '../../testing/server/ledger/reported-events.ts';
import { stateEvents, type TestEvent } from '../../testing/server/ledger/state-events.ts';
import { everythingIn } from '../../testing/server/ledger/visible.ts';
import { noteText } from '../texts/fact-text.ts';
import type { SubscriptionState } from './subscription-state.ts';

const trialEnd = at('2026-03-16 00:00');
const trial = [
  { type: 'trial', trialType: 'FREE_WITH_PAYMENT', periodEndDate: trialEnd },
  { type: 'regular', isNotTrial: true },
];
const free = { state: 'trial', instructions: trial, next: trialEnd, nextChargeDate: trialEnd };
const noteOf = (event: TestEvent) => noteText(stateEvents([event])[0]?.fact ?? fail(), 'en');
const recurringIn = (...events: readonly TestEvent[]) =>
  everythingIn(stateEvents(events)).leads.flatMap(({ recurring }) => recurring);

describe('un-cancelled or resumed', () => {
  const canceled = report(
    'subscription.canceled',
    subscription({ ...free, state: 'canceled', changed: at('2026-03-05 09:00'), canceledDate: at('2026-03-05 00:00') }),
  );
  const paused = report('subscription.paused', subscription({ state: 'paused', changed: at('2026-03-05 09:00') }));
  const changed = at('2026-03-06 09:00');

  test.each<[string, TestEvent, Record<string, unknown>, SubscriptionState]>([
    ['subscription.uncanceled', canceled, free, 'trial'],
    ['subscription.uncanceled', canceled, { ...free, state: 'active' }, 'trial'],
    ['subscription.uncanceled', canceled, { state: 'overdue' }, 'overdue'],
    ['subscription.uncanceled', canceled, { state: 'paused' }, 'paused'],
    ['subscription.uncanceled', canceled, {}, 'active'],
    ['subscription.resumed', paused, free, 'trial'],
    ['subscription.resumed', paused, { state: 'overdue' }, 'overdue'],
    ['subscription.resumed', paused, {}, 'active'],
    ['subscription.resumed', paused, { state: 'paused' }, 'active'],
  ])('%s after %o showing %o: %s', (type, before, shown, state) => {
    const after = report(type, subscription({ ...shown, changed }));
    expect(inEveryOrder([before, after])?.state).toBe(state);
  });

  test('a trial that goes on brings no monthly revenue', () => {
    const goesOn = report('subscription.uncanceled', subscription({ ...free, changed }));
    expect(recurringIn(report('subscription.activated', subscription(free)), canceled, goesOn)).toEqual([]);
  });
});

describe('an activation that claims to be active', () => {
  const activated = (change: Record<string, unknown>) => report('subscription.activated', subscription(change));

  test('with a running trial it is a trial, for card and note alike', () => {
    const event = activated({ ...free, state: 'active' });
    expect(inEveryOrder([event])).toMatchObject({ state: 'trial', trialEndsAt: trialEnd });
    expect(noteOf(event)).toMatch(/^Trial started/);
    expect(recurringIn(event)).toEqual([]);
  });

  test('with a trial without an end it is a trial until the first charge', () => {
    const event = activated({ ...free, state: 'active', instructions: [{ type: 'trial', trialType: 'FREE' }] });
    expect(inEveryOrder([event])).toMatchObject({ state: 'trial', trialEndsAt: trialEnd });
    expect(noteOf(event)).toMatch(/^Trial started/);
    const paid = renewal(trialEnd + 3_600_000, 'S-1');
    expect(inEveryOrder([event, paid])?.state).toBe('active');
  });

  test('with a finished trial it is not a trial', () => {
    const event = activated({ instructions: [{ type: 'trial', periodEndDate: at('2026-03-01 00:00') }] });
    expect(inEveryOrder([event])).toMatchObject({ state: 'active', trialEndsAt: null });
    expect(noteOf(event)).toMatch(/^Subscription started/);
  });
});

test('after an update during a trial it is still a trial, and after one later it is not', () => {
  const updated = (moment: string) =>
    report('subscription.updated', subscription({ ...free, state: 'active', quantity: 3, changed: at(moment) }));
  const activated = report('subscription.activated', subscription(free));
  expect(inEveryOrder([activated, updated('2026-03-10 09:00')])).toMatchObject({ state: 'trial', quantity: 3 });
  expect(inEveryOrder([activated, updated('2026-03-17 09:00')])).toMatchObject({ state: 'active', quantity: 3 });
});

function fail(): never {
  throw new Error('no fact');
}
