import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStore, customerHistory, resentEvent } from '../../scripts/sandbox/fastspring/index.ts';
import { planEffects } from '../rules/plan.ts';
import { settingsSchema } from '../rules/settings.ts';
import { type Ledger, projectLedger } from './project-ledger.ts';
import { stateEvents, type TestEvent } from './testing/state-events.ts';

const story = customerHistory(createStore());
const events = Object.values(story.events);
const day = 86_400_000;

const settings = settingsSchema.parse({
  rules: [
    { on: 'order.completed', moveTo: { pipelineId: 1, statusId: 142 }, setPrice: true },
    { on: 'subscription.payment.overdue', task: { typeId: 1, text: 'Call', dueInHours: 1 } },
    { on: 'return.created', tags: ['refund'] },
  ],
});

/** All that the ledger shows, and the keys of all that it asks of Kommo. */
function visible(ledger: Ledger) {
  const account = { language: 'en', currency: 'EUR', timeZone: 'UTC' };
  const lead = { id: 7, pipelineId: 1 };
  const effects = [...ledger.facts.values()].flatMap(({ fact }) => planEffects({ fact, settings, account, lead }));
  const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    facts: sorted(ledger.facts),
    orders: sorted(ledger.orders),
    subscriptions: sorted(ledger.subscriptions),
    refunds: sorted(ledger.refunds),
    customers: sorted(ledger.customers),
    effects: effects.map(({ key }) => key).sort(),
  };
}

describe('the order of arrival does not matter', () => {
  const expected = visible(projectLedger(stateEvents(events)));

  test('in any order, doubled and resent under new ids', () => {
    const arrival = fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 });
    const resent = fc
      .subarray([...events])
      .map((some) => some.map((event) => resentEvent(event, event.created + 60_000)));
    fc.assert(
      fc.property(arrival, resent, fc.nat(), (arrived, resends, seed) => {
        const all = seed % 2 === 0 ? [...arrived, ...resends] : [...resends, ...arrived];
        const { facts, ...rest } = visible(projectLedger(stateEvents(all)));
        const { facts: expectedFacts, ...expectedRest } = expected;
        // A resend is worth more than its original, being newer; what it says is the same.
        expect(rest).toEqual(expectedRest);
        expect(facts.map(([key]) => key)).toEqual(expectedFacts.map(([key]) => key));
      }),
      { numRuns: 200 },
    );
  });

  test('with clocks a day off and moments that fall together, every order gives the same', () => {
    const skew = fc.array(fc.constantFrom(-day, 0, day), { minLength: events.length, maxLength: events.length });
    fc.assert(
      fc.property(skew, fc.shuffledSubarray([...events.keys()], { minLength: events.length }), (skews, order) => {
        const skewed = events.map((event, index) => ({ ...event, created: event.created + (skews[index] ?? 0) }));
        const straight = visible(projectLedger(stateEvents(skewed)));
        const shuffled = visible(projectLedger(stateEvents(order.flatMap((index) => skewed[index] ?? []))));
        expect(shuffled).toEqual(straight);
      }),
      { numRuns: 200 },
    );
  });
});

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
