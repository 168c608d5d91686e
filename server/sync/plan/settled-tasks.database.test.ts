import { expect, test } from 'vitest';
import {
  addCustomer,
  addProduct,
  createStore,
  type FastSpringEvent,
  purchase,
  remindOfOverduePayment,
  renew,
} from '../../../testing/sandbox/fastspring/index.ts';
import { anna } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';

/** Anna's subscription, and a rule that creates a task with the link for a new payment method when it is overdue. */
async function startWithSubscription() {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  await stack.saveSettings({
    rules: [
      {
        on: 'subscription.payment.overdue',
        task: { typeId: 1, text: 'Send {customer} the link for a new payment method: {link}', dueInHours: 24 },
      },
    ],
  });
  const store = createStore();
  const product = addProduct(store, {
    path: 'team-plan',
    name: 'Team plan',
    sku: 'TEAM-M',
    prices: { EUR: '100.00' },
    interval: { unit: 'month', length: 1 },
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: anna.email });
  const sale = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  const [subscription] = sale.subscriptions;
  if (subscription === undefined) throw new Error('Nothing was subscribed');
  const deliver = async (events: readonly FastSpringEvent[]) => {
    await stack.store(events.map((event) => ({ ...event, data: Object(event.data) })));
    await stack.workThroughFailures();
  };
  await deliver(sale.events);
  return { ...stack, lead, store, subscription, deliver, tasks: () => stack.sandbox.tasksOf(lead.id) };
}

test('the task of an overdue payment is completed when the payment arrives', async () => {
  const { store, subscription, deliver, tasks, now } = await startWithSubscription();
  await deliver([remindOfOverduePayment(store, subscription)]);
  expect(tasks()).toMatchObject([
    { is_completed: false, text: expect.stringMatching(/^Send Anna Schmidt the link .*: https:/) },
  ]);
  await deliver(renew(store, subscription, now()).events);
  expect(tasks()).toMatchObject([{ is_completed: true, result: { text: 'Payment received' } }]);
});

test('the result entered by a person stays', async () => {
  const { store, subscription, deliver, tasks, now, prisma, sandbox } = await startWithSubscription();
  await deliver([remindOfOverduePayment(store, subscription)]);
  const [task] = tasks();
  const stored = sandbox.account().tasks.get(task?.id ?? 0);
  Object.assign(stored ?? {}, { is_completed: true, result: { text: 'Called, will pay' } });
  await deliver(renew(store, subscription, now()).events);
  expect(tasks()).toMatchObject([{ is_completed: true, result: { text: 'Called, will pay' } }]);
  const completion = await prisma.effect.findFirstOrThrow({ where: { kind: 'complete_task' } });
  expect(completion).toMatchObject({ state: 'skipped', lastError: 'Somebody has completed the task' });
});

test('a notice that arrives after its payment leaves no open task', async () => {
  const { store, subscription, deliver, tasks, now } = await startWithSubscription();
  const notice = remindOfOverduePayment(store, subscription);
  await deliver(renew(store, subscription, now()).events);
  await deliver([notice]);
  expect(tasks().filter((task) => !task.is_completed)).toEqual([]);
});
