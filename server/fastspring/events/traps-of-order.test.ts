import { describe, expect, test } from 'vitest';
import { at, readFacts as read } from '../../../testing/server/fastspring/read-facts.ts';
import { day, ledgerOf, order, subscription } from '../../../testing/server/fastspring/trap-samples.ts';

/** FastSpring's payloads where they contradict common belief, one test each. Times are ms. */

describe('events and their order', () => {
  test.each([true, false])(
    'a renewal of two subscriptions is one order, and pays for both (expanded: %s)',
    (expanded) => {
      const charge = (id: string) =>
        read('subscription.charge.completed', {
          ...{ order: expanded ? order : 'O-1', total: 119, currency: 'EUR', account: 'A-1', timestamp: at + day },
          subscription: expanded ? { ...subscription, id } : id,
        });
      const life = ['S-1', 'S-2'].flatMap((id) => [
        read('subscription.activated', { ...subscription, id, account: 'A-1' }, at),
        read('subscription.payment.overdue', { ...subscription, id, account: 'A-1', next: at }, at + 1),
      ]);
      const ledger = ledgerOf(...life, charge('S-2'), charge('S-1'));
      expect([...ledger.orders.values()].map(({ total }) => total)).toEqual(['119']);
      expect([...ledger.subscriptions.values()].map(({ state }) => state)).toEqual(['active', 'active']);
    },
  );

  test('a subscription is activated before its order is completed', () => {
    const activated = read('subscription.activated', { ...subscription, account: 'A-1', initialOrderId: 'O-1' }, at);
    const bought = read(
      'order.completed',
      { ...order, account: 'A-1', items: [{ product: 'team-plan', quantity: 1, subtotal: 100, subscription: 'S-1' }] },
      at + 60,
    );
    const ledger = ledgerOf(activated, bought);
    expect(ledger.subscriptions.get('S-1')).toMatchObject({
      state: 'active',
      initialOrderId: 'O-1',
      identity: 'account:A-1',
    });
    expect(ledger.orders.get('O-1')).toMatchObject({ state: 'completed', kind: 'purchase' });
  });

  test.each([
    ['subscription.payment.overdue', 'active', 'overdue'],
    ['subscription.canceled', 'active', 'canceled'],
    ['subscription.deactivated', 'active', 'deactivated'],
    ['subscription.paused', 'active', 'paused'],
    ['subscription.uncanceled', 'canceled', 'active'],
  ])('%s counts, even if the state in its data differs (%s)', (type, claimed, state) => {
    const activated = read('subscription.activated', subscription, at);
    const next = read(type, { ...subscription, state: claimed, changed: at + 1 }, at + 1);
    expect(ledgerOf(activated, next).subscriptions.get('S-1')?.state).toBe(state);
  });

  test('a refunded item has the quantity 0, and the refund its amount', () => {
    const items = [{ product: 'team-plan', quantity: 0, subtotal: 50 }];
    const original = { id: 'O-1', order: 'O-1', total: 119, currency: 'EUR' };
    const facts = read('return.created', {
      return: 'R-1',
      totalReturn: 59.5,
      tax: 9.5,
      currency: 'EUR',
      changed: at,
      original,
      items,
    });
    expect(facts[0]).toMatchObject({ kind: 'refund', orderId: 'O-1', total: '59.5', tax: '9.5', full: false });
  });

  test('a free trial is an order of zero and a trial; a paid one has its price', () => {
    const trial = [
      { type: 'trial', trialType: 'FREE_WITH_PAYMENT', periodEndDate: at + 14 * day },
      { type: 'regular' },
    ];
    const free = ledgerOf(
      read('subscription.activated', { ...subscription, state: 'trial', instructions: trial, next: at + 14 * day }),
    );
    expect(free.subscriptions.get('S-1')).toMatchObject({ state: 'trial', trialEndsAt: at + 14 * day });
    const paidTrial = [{ type: 'trial', trialType: 'PAID', periodEndDate: at + 14 * day }, { type: 'regular' }];
    const paid = ledgerOf(
      read('subscription.activated', { ...subscription, state: 'trial', instructions: paidTrial, next: at + 14 * day }),
      read('order.completed', { ...order, total: 1 }),
    );
    expect(paid.subscriptions.get('S-1')).toMatchObject({ state: 'trial' });
    expect(paid.orders.get('O-1')?.total).toBe('1');
  });
});
