import { expect, test } from 'vitest';
import { cancel } from '../../../testing/sandbox/fastspring/index.ts';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import {
  eventsOf,
  fail,
  forgetEvents,
  verdict,
  weekOfSales,
} from '../../../testing/server/history/reconciliation/week-of-sales.ts';

const hour = 3_600_000;
const day = 24 * hour;

test('a subscription shown by FastSpring in another state, with an old `changed`, has that state from the same night on', async () => {
  const stack = await startReconciliationStack();
  const { store } = stack.fastspring;
  const { buy, first, dollars, trial, renewal } = await weekOfSales(stack);
  const states = ['paused', 'overdue', 'trial', 'canceled', 'deactivated'] as const;
  const bought = states.map(() => buy());
  await stack.deliver(eventsOf(first, dollars, trial, renewal, ...bought));
  const subscriptions = bought.map((sale) => sale.subscriptions[0] ?? fail());
  const setStates = (of: (index: number) => object) =>
    subscriptions.map((each, index) => Object.assign(each, of(index)));
  // Neither the renewal's moment nor today's, as in stores where only an edit moves it.
  setStates((index) => ({ state: states[index], changedAt: first.order.createdAt, quantity: 4 }));
  forgetEvents(store);
  stack.passTime(2 * hour);
  await stack.compareAll();
  const found = await verdict(stack);
  const expected = subscriptions.map(({ id }) => ({ what: 'subscription', id, cause: 'state', healed: true }));
  expect(found.differences).toHaveLength(expected.length);
  expect(found.differences).toEqual(expect.arrayContaining(expected.map((each) => expect.objectContaining(each))));
  const shown = () =>
    Promise.all(subscriptions.map(({ id }) => stack.prisma.subscription.findFirst({ where: { subscriptionId: id } })));
  expect(await shown()).toMatchObject(states.map((state) => ({ state, quantity: 4 })));
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });

  setStates(() => ({ state: 'active' }));
  await stack.compareAll();
  expect(await shown()).toMatchObject(states.map(() => ({ state: 'active' })));
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });
});

test('a state found again the next night is reported once', async () => {
  const stack = await startReconciliationStack();
  const contact = stack.sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = stack.sandbox.addLead({ contactIds: [contact.id] });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  const [subscription = fail()] = first.subscriptions;
  await stack.deliver([...eventsOf(first, dollars, trial, renewal), cancel(stack.fastspring.store, subscription)]);
  const notes = () =>
    stack.sandbox
      .notesOf(lead.id)
      .map(({ params }) => String(params.text))
      .filter((text) => text.includes('ancel'));
  expect(notes()).toHaveLength(1);
  stack.passTime(2 * day);
  Object.assign(subscription, { quantity: 5, changedAt: stack.fastspring.store.clock.now() });
  forgetEvents(stack.fastspring.store);
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [{ id: subscription.id, healed: true }] });
  expect(notes()).toHaveLength(1);
});

test('a subscription in its trial does not count as active, on either side', async () => {
  const stack = await startReconciliationStack();
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  const [subscription = fail()] = first.subscriptions;
  Object.assign(subscription, { state: 'active', trialEndsAt: stack.now() + 30 * day, changedAt: stack.now() });
  await stack.compareAll();
  const shown = await stack.prisma.subscription.findFirst({ where: { subscriptionId: subscription.id } });
  expect(shown).toMatchObject({ state: 'trial' });
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({
    agrees: true,
    fastspring: { activeSubscriptions: 1 },
    panel: { activeSubscriptions: 1 },
  });
});
