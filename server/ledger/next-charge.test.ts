import { describe, expect, test } from 'vitest';
import { at, inEveryOrder, renewal, report, secondPeriod, subscription } from './testing/reported-events.ts';

const activated = report('subscription.activated', subscription());
const paidAt = at('2026-04-02 06:00');
const asByApi = (change: Record<string, unknown>) =>
  report('api.subscription', subscription(change), at('2026-04-03 03:00'));

describe('the charge that was due on 2 April has come', () => {
  test('and names its subscription alone: the next one is not known, and none is due', () => {
    expect(inEveryOrder([activated, renewal(paidAt, 'S-1')])).toMatchObject({ state: 'active', nextChargeAt: null });
  });

  test('late, after it was overdue', () => {
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

test('a charge before the next one leaves that to come', () => {
  expect(inEveryOrder([activated, renewal(at('2026-03-20 06:00'), 'S-1')])).toMatchObject({
    nextChargeAt: subscription().next,
  });
});
