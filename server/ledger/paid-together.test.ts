import { describe, expect, test } from 'vitest';
import { at, ledgerOf, report, secondPeriod, subscription } from '../../testing/server/ledger/reported-events.ts';

const paidAt = at('2026-04-05 06:00');
const plan = (id: string, change: Record<string, unknown> = {}) => subscription({ id, subscription: id, ...change });
const begun = ['S-1', 'S-2'].map((id) => report('subscription.activated', plan(id)));
const overdue = ['S-1', 'S-2'].map((id) =>
  report('subscription.payment.overdue', plan(id, { state: 'overdue', changed: at('2026-04-02 06:00') })),
);
const paid = { changed: paidAt, ...secondPeriod };
/** Its own charge names one subscription, its order's items name both. */
const chargeOf = (id: string, shown: object | string = plan(id, paid)) => {
  const items = ['S-1', 'S-2'].map((each) => ({ product: 'team-plan', quantity: 1, subtotal: 99, subscription: each }));
  const order = { id: 'O-2', reference: 'ACM-2B', changed: paidAt, currency: 'EUR', total: 198, tax: 0, items };
  const charge = { order, currency: 'EUR', total: 198, timestamp: paidAt, sequence: 2, account: 'A-1' };
  return report('subscription.charge.completed', { ...charge, subscription: shown }, paidAt + 40);
};

describe('one order pays for two overdue subscriptions', () => {
  test.each([
    ['and both are reported', [chargeOf('S-1'), chargeOf('S-2')]],
    ['and only that of the first is reported', [chargeOf('S-1')]],
    ['and only that of the second is reported', [chargeOf('S-2', 'S-2')]],
  ])('%s: both are paid', (_what, charges) => {
    const events = [...begun, ...overdue, ...charges];
    for (const arriving of [events, events.toReversed()]) {
      const { subscriptions, orders } = ledgerOf(arriving);
      expect([...subscriptions.values()].map(({ state, overdueSince }) => [state, overdueSince])).toEqual([
        ['active', null],
        ['active', null],
      ]);
      expect([...orders.values()].map(({ total }) => total)).toEqual(['198']);
    }
  });

  test('and the second one’s charge arrives later: it shows the second as it is', () => {
    const events = [...begun, ...overdue, chargeOf('S-1'), chargeOf('S-2', plan('S-2', { ...paid, price: 79 }))];
    for (const arriving of [events, events.toReversed()])
      expect(ledgerOf(arriving).subscriptions.get('S-2')).toMatchObject({
        price: '79',
        nextChargeAt: secondPeriod.next,
      });
  });

  test('a later miss of the second is news', () => {
    const missed = { ...paid, state: 'overdue', changed: at('2026-05-02 06:00') };
    const events = [...begun, ...overdue, chargeOf('S-1'), report('subscription.payment.overdue', plan('S-2', missed))];
    for (const arriving of [events, events.toReversed()])
      expect(ledgerOf(arriving).subscriptions.get('S-2')?.state).toBe('overdue');
  });
});
