import { expect, test } from 'vitest';
import {
  addCustomer,
  addProduct,
  purchase,
  type Store,
  settleOrder,
  unpaidOrder,
} from '../../../testing/sandbox/fastspring/index.ts';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import { startQueue } from '../../../testing/server/platform/jobs/queues.ts';
import { reconciliationQueue } from './reconciliation-queue.ts';

const hour = 3_600_000;

function sell(store: Store, index = 1) {
  const product =
    store.products.get('handbook') ??
    addProduct(store, { path: 'handbook', name: 'Handbook', sku: 'BOOK-1', prices: { EUR: '50.00' }, interval: null });
  const customer = addCustomer(store, { first: 'Anna', last: `No. ${index}`, email: `anna-${index}@acme.example` });
  return purchase(store, { customer, lines: [{ product, quantity: 1 }] });
}

test('undelivered events are taken in as if their webhooks had arrived, and have their effects once', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, sandbox, reconcile, prisma } = stack;
  await reconcile();
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna-1@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  stack.passTime(2 * hour);
  const { order, events } = sell(fastspring.store);

  await reconcile();
  expect(await stack.stored()).toEqual({ reconciliation: events.map(({ id }) => id) });
  expect(await prisma.order.findMany()).toMatchObject([{ orderId: order.id, state: 'completed' }]);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);

  // FastSpring's own retry arrives afterwards, and no request is repeated within a quarter of an hour.
  await stack.deliver(events);
  fastspring.forgetRequests();
  await reconcile();
  expect(fastspring.callCount()).toBe(0);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(await stack.stored()).toEqual({ reconciliation: events.map(({ id }) => id) });
});

test('events from before the installation are shown and do nothing in Kommo', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, sandbox, reconcile, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna-1@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  sell(fastspring.store);
  stack.passTime(hour);
  await reconcile();
  expect(await prisma.order.count()).toBe(1);
  expect(await prisma.fact.findMany({ where: { type: 'order.completed' } })).toMatchObject([
    { leadId: BigInt(lead.id) },
  ]);
  expect(sandbox.notesOf(lead.id)).toEqual([]);
});

test('events are marked at FastSpring only if the settings say so; then none is left unmarked', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, reconcile } = stack;
  await reconcile();
  for (let index = 1; index <= 20; index += 1) sell(fastspring.store, index);
  stack.passTime(hour);
  await reconcile();
  expect(fastspring.store.processedEvents.size).toBe(0);
  // FastSpring shows 25 events, and the list of orders has the payments beyond them.
  expect(await stack.prisma.order.count()).toBe(20);
  expect(await stack.prisma.reconciliation.findFirst()).toMatchObject({
    catchUp: { takenIn: 37, moreThanShown: true, problem: null },
  });

  await stack.saveSettings({ reconciliation: { markEventsProcessed: true } });
  stack.passTime(hour);
  await reconcile();
  const told = (await stack.stored()).reconciliation?.filter((id) => !id.startsWith('reconciliation:'));
  expect(told).toHaveLength(fastspring.store.events.length);
  expect(fastspring.store.processedEvents.size).toBe(fastspring.store.events.length);
  expect(await stack.prisma.order.count()).toBe(20);
});

test('events of several days are read day by day if FastSpring does not show them all at once', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, reconcile } = stack;
  await reconcile();
  for (let index = 1; index <= 12; index += 1) {
    sell(fastspring.store, index);
    stack.passTime(12 * hour);
  }
  await reconcile();
  expect((await stack.stored()).reconciliation).toHaveLength(fastspring.store.events.length);
});

test('events that FastSpring counts as delivered and we lost are found after our downtime', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, reconcile } = stack;
  await reconcile();
  const { events } = sell(fastspring.store);
  for (const { id } of events) fastspring.store.processedEvents.add(id);
  stack.passTime(2 * hour);
  await reconcile();
  expect((await stack.stored()).reconciliation).toHaveLength(events.length);
});

test('a wire transfer that arrived without an event is paid here too', async () => {
  const stack = await startReconciliationStack();
  const { store } = stack.fastspring;
  await stack.reconcile();
  stack.passTime(hour);
  const product = addProduct(store, {
    path: 'book',
    name: 'Book',
    sku: null,
    prices: { EUR: '50.00' },
    interval: null,
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const { order, events } = unpaidOrder(store, { customer, lines: [{ product, quantity: 1 }] }, 'payment.pending');
  await stack.deliver(events);
  settleOrder(store, order, 'completed');
  store.events.length = 0;
  stack.passTime(hour);
  await stack.reconcile();
  expect(await stack.prisma.order.findMany()).toMatchObject([{ orderId: order.id, state: 'completed' }]);
});

test('an unreachable FastSpring is reported and asked again', async () => {
  const stack = await startReconciliationStack();
  const { fastspring, reconcile, prisma } = stack;
  fastspring.faults.add({ kind: 'status', status: 500, match: { path: /events/ }, times: 3 });
  await reconcile();
  expect(await prisma.reconciliation.findFirst()).toMatchObject({
    catchUp: { problem: 'unreachable' },
    caughtUpTo: null,
  });
  await prisma.fastspringConnection.updateMany({ data: { retryAt: null } });
  fastspring.faults.clear();
  stack.passTime(hour);
  sell(fastspring.store);
  await reconcile();
  expect((await stack.stored()).reconciliation).not.toHaveLength(0);
});

test('two processes reconcile an account only once', async () => {
  const stack = await startReconciliationStack();
  const { database, fastspring, reconciling } = stack;
  sell(fastspring.store);
  const worked: string[] = [];
  const queue = reconciliationQueue(reconciling);
  const work: typeof queue.work = async (accountId, ...rest) => {
    await queue.work(accountId, ...rest);
    worked.push(accountId);
  };
  const processes = [await startQueue(database, { ...queue, work }), await startQueue(database, { ...queue, work })];
  for (const { queueDue } of [...processes, ...processes]) await queueDue();
  await expect.poll(() => worked.length).toBeGreaterThan(0);
  for (const { stop } of processes) await stop();
  const asked = fastspring.requests.filter(({ path }) => path.startsWith('/events/unprocessed'));
  expect(asked).toHaveLength(1);
});

test('an account for which FastSpring hangs does not delay others', async () => {
  const stack = await startReconciliationStack();
  const { prisma, database, fastspring, reconciling } = stack;
  await stack.addAccount('other');
  fastspring.faults.add({ kind: 'hang', match: { path: /events\/unprocessed/ } });
  const { queueDue, stop } = await startQueue(database, reconciliationQueue(reconciling));
  const caughtUp = async () => {
    const rows = await prisma.reconciliation.findMany({ where: { caughtUpTo: { not: null } } });
    return rows.map(({ accountId, caughtUpTo }) => [accountId, caughtUpTo?.getTime()]);
  };
  await queueDue();
  await expect.poll(caughtUp).toHaveLength(1);
  const [first] = await caughtUp();
  stack.passTime(hour);
  await queueDue();
  await expect.poll(caughtUp).not.toEqual([first]);
  expect((await caughtUp()).map(([accountId]) => accountId)).toEqual([first?.[0]]);
  stack.closeFastspring();
  await stop();
});
