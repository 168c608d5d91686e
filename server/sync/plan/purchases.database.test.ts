import { expect, test } from 'vitest';
import { anna, orderCompleted, type TestEvent } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { readLeadFacts } from '../../api/simulation/read-facts.ts';

const day = 86_400_000;
const start = Date.now() - 5 * day;
const may = orderCompleted('order-b', anna, start);
const june = orderCompleted('order-a', anna, start + day);
const july = orderCompleted('order-c', anna, start + 2 * day);

const rules = ['first', 'repeat'].map((purchase) => ({
  on: 'order.completed',
  purchase,
  note: false,
  task: { typeId: 1, text: `${purchase} {reference}`, dueInHours: 1 },
}));

const asTest = ({ data, ...event }: TestEvent): TestEvent => ({
  ...event,
  live: false,
  data: { ...data, live: false },
});

/** Anna's lead; her orders arrive in deliveries, with a run of the account's job after each. */
async function startWithLead(settings: object = { rules }) {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  await stack.saveSettings(settings);
  const deliver = async (...events: readonly TestEvent[]) => {
    await stack.store(events);
    await stack.workThroughFailures();
  };
  const tasks = () =>
    stack.sandbox
      .tasksOf(lead.id)
      .map(({ text }) => text.replace(/\s*\[fs:\w+\]/, ''))
      .sort();
  return { ...stack, deliver, tasks };
}

test('the earliest of the orders that are known is the first, in whatever order they came', async () => {
  const { deliver, tasks } = await startWithLead();
  await deliver(july, may, june);
  expect(tasks()).toEqual(['first REF-order-b', 'repeat REF-order-a', 'repeat REF-order-c']);
});

test('of two orders at one moment the one with the smaller id is the first', async () => {
  const { deliver, tasks } = await startWithLead();
  await deliver(may, orderCompleted('order-a', anna, start));
  expect(tasks()).toEqual(['first REF-order-a', 'repeat REF-order-b']);
});

test('an earlier order that arrives late is a later one: the first has had its effects', async () => {
  const { deliver, tasks, replay, prisma, database, accountId } = await startWithLead();
  await deliver(june);
  await deliver(may);
  await deliver(july);
  const taken = ['first REF-order-a', 'repeat REF-order-b', 'repeat REF-order-c'];
  expect(tasks()).toEqual(taken);

  const events = await prisma.event.findMany({ where: { type: 'order.completed' } });
  for (const { id } of events) await replay(id);
  await deliver();
  expect(tasks()).toEqual(taken);
  const facts = await readLeadFacts(database, accountId, new Date(0), { withPurchases: true });
  const purchases = facts.map(({ fact, purchase }) => [fact.orderId, purchase]);
  expect(Object.fromEntries(purchases)).toEqual({ 'order-a': 'first', 'order-b': 'repeat', 'order-c': 'repeat' });
});

test('an order that was imported counts, and does nothing itself', async () => {
  const { store, deliver, tasks } = await startWithLead();
  await store([may], 'import');
  await deliver(june);
  expect(tasks()).toEqual(['repeat REF-order-a']);
});

test('tests are counted apart from real orders', async () => {
  const { deliver, tasks } = await startWithLead({ rules, testOrders: 'act' });
  await deliver(asTest(may), june, asTest(july));
  expect(tasks()).toEqual(['TEST · first REF-order-b', 'TEST · repeat REF-order-c', 'first REF-order-a']);
});

test('what no rule asks for is not stored, and is found by the ledger once one does', async () => {
  const { deliver, tasks, saveSettings, prisma } = await startWithLead({ rules: [] });
  await deliver(june);
  expect(await prisma.fact.count({ where: { purchase: { not: null } } })).toBe(0);
  await saveSettings({ rules });
  await deliver(july);
  expect(tasks()).toEqual(['repeat REF-order-c']);
});
