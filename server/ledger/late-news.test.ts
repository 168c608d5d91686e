import { describe, expect, test } from 'vitest';
import {
  at,
  inEveryOrder,
  ledgerOf,
  notesOf,
  renewal,
  report,
  resend,
  secondPeriod,
  subscription,
} from '../../testing/server/ledger/reported-events.ts';
import { stateEvents } from '../../testing/server/ledger/state-events.ts';
import { statesShownBy } from './subscription-state.ts';

/** First reported by a resend after an outage: it is news of its own moment, or of the state in its data. */

const activated = report('subscription.activated', subscription());
const today = at('2026-04-10 09:00');
const paidAt = at('2026-04-05 07:00');
const paid = subscription({ ...secondPeriod, changed: paidAt });
const due = { state: 'overdue', changed: at('2026-04-02 06:00'), declineReason: 'EXPIRED_CARD' };
const failed = (shown: object | string, created: number) =>
  report('subscription.charge.failed', { reason: 'EXPIRED_CARD', account: 'A-1', subscription: shown }, created);

describe('a failed charge of 2 April, reported again after the renewal was paid', () => {
  test.each([
    ['as it was', subscription(due), renewal(paidAt, paid)],
    ['as it was; the charge names the subscription alone', subscription(due), renewal(paidAt, 'S-1')],
    [
      'with a `changed` that charges do not move',
      subscription({ ...due, changed: at('2026-03-02 10:00') }),
      renewal(paidAt, subscription(secondPeriod)),
    ],
    ['with a state from before the failure', subscription({ ...due, state: 'active' }), renewal(paidAt, paid)],
    ['with the subscription of today', paid, renewal(paidAt, paid)],
    ['without expansion', 'S-1', renewal(paidAt, paid)],
    ['without expansion, as the charge', 'S-1', renewal(paidAt, 'S-1')],
  ])('%s: the renewal stays paid', (_how, shown, charge) => {
    expect(inEveryOrder([activated, charge, failed(shown, today)])).toMatchObject({
      state: 'active',
      declineReason: null,
    });
  });

  test.each([
    ['of the next period', paidAt, at('2026-05-02 06:00')],
    ['of the next period, after a late payment', at('2026-04-28 06:00'), at('2026-05-02 06:00')],
    ['of a period without a payment', at('2026-03-20 06:00'), at('2026-04-02 06:00')],
  ])('without expansion, one %s is news', (_which, chargedAt, failedAt) => {
    expect(inEveryOrder([activated, renewal(chargedAt, 'S-1'), failed('S-1', failedAt)])).toMatchObject({
      state: 'overdue',
    });
  });

  test('without expansion, while it is paused: it stays paused', () => {
    const paused = report(
      'subscription.paused',
      subscription({ state: 'paused', active: false, changed: at('2026-04-05 09:00') }),
    );
    expect(inEveryOrder([activated, paused, failed('S-1', today)])).toMatchObject({ state: 'paused' });
  });

  test('it is news of 2 April', () => {
    const [fact] = stateEvents([failed(subscription(due), today)]);
    expect(fact?.fact.occurredAt).toBe(due.changed);
  });

  test('with the subscription of today it has no effect in Kommo', () => {
    expect(notesOf([activated, renewal(paidAt, paid)])).toEqual(
      notesOf([activated, renewal(paidAt, paid), failed(paid, today)]),
    );
  });
});

describe('an overdue notice', () => {
  const notice = (shown: Record<string, unknown>, created: number) =>
    report('subscription.payment.overdue', shown, created);

  test.each([
    ['as it was', subscription({ ...due, changed: at('2026-04-03 05:00') })],
    ['as it was, claiming to be active', subscription({ changed: at('2026-04-03 05:00') })],
    ['with the subscription of today', paid],
  ])('reported again after the payment, %s: it stays paid', (_how, shown) => {
    expect(inEveryOrder([activated, renewal(paidAt, paid), notice(shown, today)])?.state).toBe('active');
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1'), notice(shown, today)])?.state).toBe('active');
  });

  test('claims to be active and is due: it is overdue', () => {
    expect(
      inEveryOrder([activated, notice(subscription({ changed: at('2026-04-03 05:00') }), at('2026-04-03 05:00'))])
        ?.state,
    ).toBe('overdue');
  });

  test('carries the `changed` of the activation: it still comes after the renewal before it', () => {
    const stale = { changed: at('2026-03-02 10:00') };
    const second = renewal(paidAt, subscription({ ...secondPeriod, ...stale }));
    const overdue = notice(subscription({ ...secondPeriod, ...stale, state: 'overdue' }), at('2026-05-03 05:00'));
    expect(inEveryOrder([activated, second, overdue])?.state).toBe('overdue');
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1'), overdue])?.state).toBe('overdue');
  });

  test('of a group, reported again after the payment: its member stays paid', () => {
    const group = report(
      'subscription.group.payment.overdue',
      { cotermGroupId: 'G-1', account: 'A-1', changed: due.changed, subscriptions: [subscription(due)] },
      today,
    );
    expect(inEveryOrder([activated, renewal(paidAt, paid), group])?.state).toBe('active');
  });
});

describe.each(Object.entries(statesShownBy))('a resend of %s', (type, states) => {
  test.each(['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'] as const)(
    'is news only if its subscription still has the reported state: %s',
    (state) => {
      const canceledDate = state === 'canceled' || state === 'deactivated' ? at('2026-04-04 00:00') : null;
      const copy = subscription({ ...secondPeriod, state, canceledDate, changed: at('2026-04-04 09:00') });
      const data = type.endsWith('.failed') ? { cotermGroupId: 'G-1', account: 'A-1', subscription: copy } : copy;
      const resent = report(type, data, at('2026-04-09 09:00'));
      const isOver = /overdue|failed/.test(type) && ['paused', 'canceled', 'deactivated'].includes(state);
      expect(notesOf([activated, resent], type)).toHaveLength(states.includes(state) && !isOver ? 1 : 0);
      if (isOver) expect(notesOf([activated, { ...resent, created: at('2026-04-04 09:01') }], type)).toHaveLength(1);
    },
  );
});

describe('an event older than the known cancellation', () => {
  const runsOut = { canceledDate: at('2026-03-20 00:00'), deactivationDate: at('2026-04-01 00:00') };
  const canceledCopy = subscription({ ...runsOut, state: 'canceled', changed: at('2026-03-20 12:00') });
  const canceled = report('subscription.canceled', canceledCopy);

  test.each([
    ['the activation', report('subscription.activated', subscription(), today)],
    ['the activation, with the subscription of today', report('subscription.activated', canceledCopy, today)],
    ['an un-cancellation', report('subscription.uncanceled', subscription({ changed: at('2026-03-15 08:00') }), today)],
    ['an un-cancellation, with the subscription of today', report('subscription.uncanceled', canceledCopy, today)],
    [
      'an update',
      report('subscription.updated', subscription({ changed: at('2026-03-15 08:00'), quantity: 3 }), today),
    ],
    ['a resumption', report('subscription.resumed', subscription({ changed: at('2026-03-15 08:00') }), today)],
    [
      'a pause',
      report('subscription.paused', subscription({ changed: at('2026-03-14 08:00'), state: 'paused' }), today),
    ],
  ])('%s: it still runs out', (_what, late) => {
    expect(inEveryOrder([activated, canceled, late])).toMatchObject({
      state: 'canceled',
      endsAt: runsOut.deactivationDate,
    });
    expect(inEveryOrder([canceled, late])?.state).toBe('canceled');
  });

  test('an un-cancellation with the subscription of today has no effect in Kommo', () => {
    const late = report('subscription.uncanceled', canceledCopy, today);
    expect(notesOf([canceled, late])).toEqual(notesOf([canceled]));
  });
});

describe('the data carries the later state', () => {
  test.each([
    ['canceled', { canceledDate: at('2026-03-20 00:00'), deactivationDate: at('2026-04-01 00:00') }],
    ['overdue', { declineReason: 'EXPIRED_CARD' }],
    ['paused', {}],
    ['deactivated', { active: false, end: at('2026-03-20 00:00') }],
  ])('an activation that shows it %s', (state, change) => {
    const late = report(
      'subscription.activated',
      subscription({ ...change, state, changed: at('2026-03-20 12:00') }),
      today,
    );
    expect(inEveryOrder([late])?.state).toBe(state);
  });

  test('an activation of a subscription that was paid since is no longer overdue', () => {
    const overdue = report('subscription.payment.overdue', subscription({ ...due, changed: at('2026-04-03 05:00') }));
    expect(inEveryOrder([overdue, report('subscription.activated', paid, today)])?.state).toBe('active');
  });

  test('a cancellation that was undone since, reported late', () => {
    const undone = subscription({ changed: at('2026-03-21 08:00') });
    const late = report('subscription.canceled', undone, today);
    expect(inEveryOrder([activated, late])?.state).toBe('active');
    expect(notesOf([activated, late])).toEqual(notesOf([activated]));
    // Reported at its own moment it is a cancellation, regardless of its data.
    expect(inEveryOrder([activated, report('subscription.canceled', undone)])?.state).toBe('canceled');
  });

  test('a cancellation that was undone before the subscription ended unpaid, reported late', () => {
    const ended = subscription({ state: 'deactivated', active: false, changed: at('2026-03-21 08:00') });
    const known = [activated, report('subscription.deactivated', ended)];
    const late = report('subscription.canceled', ended, today);
    expect(notesOf([...known, late])).toEqual(notesOf(known));
    // Reported at its own moment it is a cancellation that takes effect immediately.
    const atOnce = report('subscription.canceled', ended);
    expect(notesOf([activated, atOnce], 'subscription.canceled')).toHaveLength(1);
  });
});

test('an earlier cancellation in a later copy keeps its own date, and still holds', () => {
  const runsOut = { state: 'canceled', canceledDate: at('2026-03-20 00:00'), deactivationDate: at('2026-04-01 00:00') };
  const undone = report('subscription.uncanceled', subscription({ changed: at('2026-03-18 08:00') }));
  const late = report(
    'subscription.canceled',
    subscription({ ...runsOut, quantity: 2, changed: at('2026-03-25 12:00') }),
    today,
  );
  expect(inEveryOrder([activated, undone, late])).toMatchObject({ state: 'canceled', quantity: 2 });
  expect(ledgerOf([late]).facts.values().next().value?.fact.occurredAt).toBe(runsOut.canceledDate);
});

test('of two reports of one event the newer data counts, regardless of which was sent later', () => {
  const later = report(
    'subscription.activated',
    subscription({ changed: at('2026-03-20 12:00'), price: 199 }),
    at('2026-03-21 08:00'),
  );
  expect(inEveryOrder([activated, later, resend(activated, today)])).toMatchObject({ price: '199' });
});

test('a pause reported at the moment of a charge, with the charge’s copy, is from before the charge', () => {
  const chargedAt = at('2026-04-02 06:00');
  const paused = report(
    'subscription.paused',
    subscription({ state: 'paused', active: false, changed: at('2026-03-10 09:00') }),
  );
  const resumed = report('subscription.resumed', subscription({ changed: at('2026-03-20 09:00') }));
  const asOfToday = report('subscription.paused', subscription({ ...secondPeriod, changed: chargedAt }));
  const events = [activated, paused, resumed, renewal(chargedAt, 'S-1'), asOfToday];
  expect(inEveryOrder(events)).toMatchObject({ state: 'active' });
});
