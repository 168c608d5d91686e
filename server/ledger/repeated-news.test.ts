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
import type { TestEvent } from '../../testing/server/ledger/state-events.ts';

/** A second occurrence for a subscription on one day, or for the same reason, is news again. */

const activated = report('subscription.activated', subscription());

describe('cancelled, un-cancelled and cancelled again within one UTC day', () => {
  const runsOut = {
    state: 'canceled',
    canceledDate: at('2026-03-10 00:00'),
    deactivationDate: at('2026-04-01 00:00'),
  };
  const first = report('subscription.canceled', subscription({ ...runsOut, changed: at('2026-03-10 09:00') }));
  const undo = report('subscription.uncanceled', subscription({ changed: at('2026-03-10 09:05') }));
  const second = report('subscription.canceled', subscription({ ...runsOut, changed: at('2026-03-10 09:10') }));
  const life = [activated, first, undo, second];

  test('it runs out, and each cancellation is reported', () => {
    expect(inEveryOrder(life)).toMatchObject({
      state: 'canceled',
      nextChargeAt: null,
      canceledAt: at('2026-03-10 00:00'),
    });
    expect(notesOf(life, 'subscription.canceled')).toHaveLength(2);
  });

  test('un-cancelled once more, it goes on', () => {
    const again = report('subscription.uncanceled', subscription({ changed: at('2026-03-10 09:15') }));
    expect(inEveryOrder([...life, again])).toMatchObject({ state: 'active', canceledAt: null });
  });

  test('a resend of either is no news', () => {
    const again = [resend(first, at('2026-03-12 08:00')), resend(second, at('2026-03-12 08:01'))];
    expect(inEveryOrder([...life, ...again])).toEqual(inEveryOrder(life));
    expect(notesOf([...life, ...again], 'subscription.canceled')).toHaveLength(2);
  });

  test('without `changed` the moments of the events distinguish them', () => {
    const without = ({ data, ...event }: TestEvent): TestEvent => ({
      ...event,
      data: { ...Object(data), changed: undefined },
    });
    const bare = life.map(without);
    expect(
      inEveryOrder(bare.map((event) => ({ ...event, data: { ...Object(event.data), canceledDate: null } })))?.state,
    ).toBe('canceled');
  });
});

describe('a second decline for the same reason and period, after a card change', () => {
  const declined = (changed: number, change = {}) =>
    report(
      'subscription.charge.failed',
      {
        reason: 'DECLINED_SOFT',
        account: 'A-1',
        subscription: subscription({ state: 'overdue', changed, declineReason: 'DECLINED_SOFT', ...change }),
      },
      changed + 30,
    );
  const first = declined(at('2026-04-02 06:00'));
  const newCard = report(
    'subscription.updated',
    subscription({ changed: at('2026-04-03 11:00'), paymentMethodAction: 'updated' }),
  );
  const second = declined(at('2026-04-03 11:02'));
  const life = [activated, first, newCard, second];

  test('it is overdue from then on, and each decline is reported', () => {
    expect(inEveryOrder(life)).toMatchObject({ state: 'overdue', declineReason: 'DECLINED_SOFT' });
    expect(notesOf(life, 'subscription.charge.failed')).toHaveLength(2);
  });

  test('a resend is no news, unchanged or with the subscription of its day', () => {
    const today = at('2026-04-09 08:00');
    const ofToday = { ...declined(at('2026-04-03 11:02')), created: today };
    const newerCopy = { ...declined(at('2026-04-08 15:00')), created: today };
    for (const again of [resend(first, today), ofToday, newerCopy]) {
      expect(notesOf([...life, again], 'subscription.charge.failed')).toHaveLength(2);
      expect(inEveryOrder([...life, again])).toMatchObject({ state: 'overdue' });
    }
    expect(notesOf([activated, newerCopy], 'subscription.charge.failed')).toHaveLength(1);
  });

  test('the payment ends it', () => {
    const paid = renewal(at('2026-04-05 07:00'), subscription({ ...secondPeriod, changed: at('2026-04-05 07:00') }));
    expect(inEveryOrder([...life, paid])).toMatchObject({ state: 'active', declineReason: null });
  });
});

test('a decline of a group is reported again when the group is charged again', () => {
  const declined = (timestamp: number) =>
    report(
      'subscription.group.payment.charge.failed',
      {
        cotermGroupId: 'G-1',
        reason: 'EXPIRED_CARD',
        timestamp,
        account: 'A-1',
      },
      timestamp,
    );
  const [one, other] = [declined(at('2026-04-02 06:00')), declined(at('2026-04-02 18:00'))];
  expect(ledgerOf([one, other, resend(one, at('2026-04-02 19:00'))]).facts.size).toBe(2);
});
