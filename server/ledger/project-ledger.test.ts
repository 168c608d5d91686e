import { expect, test } from 'vitest';
import { createStore, customerHistory } from '../../scripts/sandbox/fastspring/index.ts';
import { projectLedger } from './project-ledger.ts';
import { stateEvents, type TestEvent } from './testing/state-events.ts';

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

test('the state goes with the events, not with the state in their data', () => {
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
