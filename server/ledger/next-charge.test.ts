import { describe, expect, test } from 'vitest';
import {
  at,
  inEveryOrder,
  ledgerOf,
  renewal,
  report,
  secondPeriod,
  subscription,
} from '../../testing/server/ledger/reported-events.ts';
import { stateEvents } from '../../testing/server/ledger/state-events.ts';
import { shown as copy, declined, happening, seen } from '../../testing/server/ledger/subscription-life.ts';
import { everythingIn } from '../../testing/server/ledger/visible.ts';
import { orderFact } from '../../testing/server/rules/facts.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';
import { nextChargeAfter } from './next-charge.ts';

const activated = report('subscription.activated', subscription());
const paidAt = at('2026-04-02 06:00');
const asByApi = (change: Record<string, unknown>) =>
  report('api.subscription', subscription(change), at('2026-04-03 03:00'));

describe('the charge that was due on 2 April has come', () => {
  test('and only names its subscription: the plan’s interval gives the next one', () => {
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1')])).toMatchObject({
      state: 'active',
      nextChargeAt: secondPeriod.next,
    });
  });

  test('late, after it was overdue: the next one is unknown, and none is due', () => {
    const overdue = report(
      'subscription.payment.overdue',
      subscription({ state: 'overdue', changed: at('2026-04-03 05:00') }),
    );
    expect(inEveryOrder([activated, overdue])).toMatchObject({ nextChargeAt: subscription().next });
    expect(inEveryOrder([activated, overdue, renewal(at('2026-04-09 05:00'), 'S-1')])).toMatchObject({
      state: 'active',
      nextChargeAt: null,
    });
  });

  test('and shows the next one in a copy with an older price', () => {
    const upgraded = report('subscription.updated', subscription({ price: 199, changed: at('2026-03-20 09:00') }));
    expect(inEveryOrder([activated, upgraded, renewal(paidAt, subscription(secondPeriod))])).toMatchObject({
      price: '199',
      nextChargeAt: secondPeriod.next,
    });
  });

  test('and the API shows the next one since', () => {
    const shown = asByApi({ ...secondPeriod, changed: paidAt });
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1'), shown])).toMatchObject({ nextChargeAt: secondPeriod.next });
  });

  test('and the API still shows it as the next one', () => {
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1'), asByApi({})])).toMatchObject({
      nextChargeAt: subscription().next,
    });
  });
});

describe('a monthly charge announced for 2 April', () => {
  const announced: SubscriptionDetails = { ...copy, nextChargeAt: at('2026-04-02 00:00') };
  const silent: SubscriptionDetails = { ...copy, nextChargeAt: null };
  const charge = (moment: string, next?: string): Fact =>
    orderFact({
      type: 'subscription.charge.completed',
      occurredAt: at(moment),
      subscription: next === undefined ? null : { ...copy, nextChargeAt: at(next) },
    });
  const other = (fact: Fact, moment: string) => happening(fact, at(moment));

  test.each<[string, readonly Fact[], string]>([
    ['is not paid yet', [], '2026-04-02 00:00'],
    ['was paid at that very moment', [charge('2026-04-02 00:00')], '2026-05-02 00:00'],
    ['was paid, and the one after it', [charge('2026-04-02 06:00'), charge('2026-05-02 06:00')], '2026-06-02 00:00'],
    ['was paid, and the next day moved', [charge('2026-04-02 06:00', '2026-05-05 00:00')], '2026-05-05 00:00'],
    [
      'was paid, and so was the next one that this charge shows, at exactly its time',
      [charge('2026-04-02 06:00', '2026-05-02 00:00'), charge('2026-05-02 00:00')],
      '2026-06-02 00:00',
    ],
    [
      'was paid, and the one after it early',
      [charge('2026-04-02 06:00', '2026-05-05 00:00'), charge('2026-04-20 06:00', '2026-06-05 00:00')],
      '2026-06-05 00:00',
    ],
    [
      'was paid after the API showed it',
      [other(seen('api.subscription', {}), '2026-03-20 06:00'), charge('2026-04-02 06:00')],
      '2026-05-02 00:00',
    ],
    [
      'was paid before something that does not show the subscription',
      [charge('2026-04-02 06:00'), other(seen('subscription.group.updated', null), '2026-04-03 06:00')],
      '2026-05-02 00:00',
    ],
  ])('%s', (_what, facts, next) => {
    expect(nextChargeAfter([announced, silent], facts)).toBe(at(next));
  });

  test('does not exist if no copy announces it', () => {
    expect(nextChargeAfter([silent], [declined()])).toBeNull();
  });
});

test('a charge before the next one leaves the next one pending', () => {
  expect(inEveryOrder([activated, renewal(at('2026-03-20 06:00'), 'S-1')])).toMatchObject({
    nextChargeAt: subscription().next,
  });
});

describe('a plan of a fixed number of periods', () => {
  const plan = (change: Record<string, unknown>) =>
    ledgerOf([report('subscription.activated', subscription({ periods: 12, ...change }))]).subscriptions.get('S-1');

  const noteOf = (change: Record<string, unknown>) =>
    JSON.stringify(
      everythingIn(stateEvents([report('subscription.updated', subscription({ periods: 12, ...change }))])).effects,
    );

  test.each([
    ['no period is left', { remainingPeriods: 0 }],
    ['the last period runs', { sequence: 12, remainingPeriods: 1 }],
    ['the next charge would come after its end', { end: at('2026-04-01 00:00') }],
  ])('has no next charge once %s', (_when, change) => {
    expect(plan(change)).toMatchObject({ state: 'active', nextChargeAt: null, nextChargeTotal: null, monthly: null });
    expect(noteOf(change)).not.toContain('next charge');
  });

  test('has one before', () => {
    expect(plan({ sequence: 11, remainingPeriods: 1, end: at('2027-03-01 00:00') })).toMatchObject({
      nextChargeAt: at('2026-04-02 00:00'),
      monthly: '99.00',
    });
    expect(noteOf({ sequence: 11, remainingPeriods: 1 })).toContain('next charge');
  });

  test('whose last charge failed shows the amount due, and no next charge', () => {
    const owed = { remainingPeriods: 0, quantity: 3, nextChargeTotal: 353.43, changed: at('2026-04-02 06:00') };
    for (const state of ['overdue', 'active']) {
      const notice = report('subscription.payment.overdue', subscription({ periods: 12, state, ...owed }));
      const shown = ledgerOf([report('subscription.activated', subscription({ periods: 12 })), notice]);
      expect(shown.subscriptions.get('S-1')).toMatchObject({
        state: 'overdue',
        nextChargeAt: null,
        nextChargeTotal: '353.43',
        monthly: null,
      });
      const effects = everythingIn(stateEvents([notice])).effects.map(({ content }) => JSON.stringify(content));
      expect(effects.join('\n')).toContain('€353.43 due');
    }
  });

  test('whose last charge failed is overdue where `changed` stands still, and paid once it is paid', () => {
    const period = (sequence: number, next: string) => ({
      periods: 3,
      sequence,
      next: at(next),
      nextChargeDate: at(next),
    });
    const events = [
      report('subscription.activated', subscription(period(1, '2026-04-02 00:00'))),
      renewal(at('2026-04-02 06:00'), subscription(period(2, '2026-05-02 00:00'))),
    ];
    const notice = report(
      'subscription.payment.overdue',
      subscription({ ...period(3, '2026-05-02 00:00'), state: 'overdue' }),
      at('2026-05-02 06:00'),
    );
    expect(inEveryOrder([...events, notice])).toMatchObject({ state: 'overdue', nextChargeAt: null });
    const paid = renewal(at('2026-05-05 06:00'), subscription(period(3, '2026-06-02 00:00')), 'O-3');
    expect(inEveryOrder([...events, notice, paid])).toMatchObject({ state: 'active', nextChargeAt: null });
  });

  test('an earlier copy does not bring it back', () => {
    const first = report('subscription.activated', subscription({ periods: 2, remainingPeriods: 1 }));
    const last = report(
      'subscription.charge.completed',
      {
        order: 'O-2',
        total: 99,
        currency: 'EUR',
        timestamp: at('2026-04-02 06:00'),
        account: 'A-1',
        subscription: subscription({
          periods: 2,
          remainingPeriods: 0,
          sequence: 2,
          next: at('2026-05-02 00:00'),
          nextChargeDate: at('2026-05-02 00:00'),
          changed: at('2026-04-02 06:00'),
        }),
      },
      at('2026-04-02 06:00'),
    );
    expect(ledgerOf([first, last]).subscriptions.get('S-1')).toMatchObject({ state: 'active', nextChargeAt: null });
  });
});
