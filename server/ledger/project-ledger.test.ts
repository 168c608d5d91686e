import { describe, expect, test } from 'vitest';
import { createStore, customerHistory } from '../../testing/sandbox/fastspring/index.ts';
import { stateEvents, type TestEvent } from '../../testing/server/ledger/state-events.ts';
import { customer, noon, orderFact, refundFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import type { Fact } from './fact.ts';
import { rankOf } from './merge-facts.ts';
import { projectLedger } from './project-ledger.ts';

const story = customerHistory(createStore());
const events = Object.values(story.events);
test('the story ends as a bookkeeper expects', () => {
  const ledger = projectLedger(stateEvents(events));
  expect([...ledger.orders.values()].filter(({ live }) => live)).toHaveLength(3);
  expect(ledger.orders.get(story.firstOrder.id)).toMatchObject({
    state: 'completed',
    kind: 'purchase',
    currency: 'EUR',
    total: '238',
    tax: '38',
    country: 'DE',
    identity: `account:${story.customer.id}`,
  });
  expect(ledger.orders.get(story.renewalOrder.id)).toMatchObject({ state: 'completed', kind: 'renewal', total: '238' });
  expect([...ledger.refunds.values()]).toMatchObject([
    { orderId: story.firstOrder.id, total: '59.5', tax: '9.5', full: false },
  ]);
  expect(ledger.subscriptions.get(story.subscription.id)).toMatchObject({
    state: 'canceled',
    quantity: 2,
    nextChargeAt: null,
    identity: `account:${story.customer.id}`,
  });
  expect([...ledger.customers.keys()].sort()).toEqual(
    [`account:${story.customer.id}`, `account:${story.stranger.id}`].sort(),
  );
});

test('the state follows the event types, not the state in their data', () => {
  const { activation, overdue, cancellation } = story.events;
  const stateAfter = (...some: readonly TestEvent[]) =>
    projectLedger(stateEvents(some)).subscriptions.get(story.subscription.id)?.state;
  const claims = (event: TestEvent, state: string): TestEvent => ({
    ...event,
    data: typeof event.data === 'object' ? { ...event.data, state } : event.data,
  });
  expect(stateAfter(activation)).toBe('active');
  expect(stateAfter(activation, claims(overdue, 'active'))).toBe('overdue');
  expect(stateAfter(activation, overdue, claims(cancellation, 'active'))).toBe('canceled');
});

test('a refund and a chargeback wait for an order that comes later', () => {
  const { partialRefund, firstPurchase } = story.events;
  const before = projectLedger(stateEvents([partialRefund]));
  expect(before.orders.size).toBe(0);
  expect(before.refunds.size).toBe(1);
  expect(projectLedger(stateEvents([partialRefund, firstPurchase])).orders.size).toBe(1);
});

describe('a ledger of a few facts', () => {
  const ledgerOf = (...facts: readonly Fact[]) =>
    projectLedger(facts.map((fact, index) => ({ fact, rank: rankOf(fact, noon + index, `EV${index}`) })));
  const unnamed = { ...customer, fastspringAccountId: null, email: null };

  test('a chargeback before its order has no customer', () => {
    const { customers, facts } = ledgerOf(refundFact({ refundKind: 'chargeback', customer: unnamed }));
    expect(customers.size).toBe(0);
    expect([...facts.values()]).toMatchObject([{ identity: null }]);
  });

  test('a charge that shows its subscription without an id makes no subscription', () => {
    const { subscription } = subscriptionFact('');
    expect(ledgerOf(orderFact({ subscriptionId: null, subscription })).subscriptions.size).toBe(0);
  });

  test('a subscription belongs to the customer that any of its facts names', () => {
    const [one, other] = [{ orderId: null, customer: unnamed }, { orderId: null }];
    const unknown = ledgerOf(subscriptionFact('subscription.activated', one)).subscriptions;
    expect(unknown.get('sub-1')?.identity).toBeNull();
    const known = ledgerOf(
      subscriptionFact('subscription.activated', one),
      subscriptionFact('subscription.updated', other),
    ).subscriptions;
    expect(known.get('sub-1')?.identity).toBe('account:acc-anna');
  });

  test('two statements of one order are one order, in either order of arrival', () => {
    const partial = orderFact({ order: { reference: null, total: '1.00' } });
    for (const facts of [
      [orderFact(), partial],
      [partial, orderFact()],
    ]) {
      const { orders } = ledgerOf(...facts);
      expect([...orders.values()]).toMatchObject([{ total: '238.00' }]);
    }
  });

  test.each([
    ['acc-1', 'acc-2'],
    ['acc-2', 'acc-1'],
  ])('a subscription with the accounts %s and %s belongs to the first by name', (one, other) => {
    const shownBy = (type: string, fastspringAccountId: string) =>
      subscriptionFact(type, { orderId: null, customer: { ...customer, fastspringAccountId } });
    const { subscriptions } = ledgerOf(shownBy('subscription.activated', one), shownBy('subscription.updated', other));
    expect(subscriptions.get('sub-1')?.identity).toBe('account:acc-1');
  });
});
