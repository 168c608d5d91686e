import Fastify from 'fastify';
import { expect, test } from 'vitest';
import {
  addCustomer,
  addProduct,
  cancel,
  chargeback,
  purchase,
  refund,
  update,
} from '../../../testing/sandbox/fastspring/index.ts';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import {
  eventsOf,
  fail,
  forgetEvents,
  verdict,
  weekOfSales,
} from '../../../testing/server/history/reconciliation/week-of-sales.ts';
import { storeRecorded } from '../../../testing/server/ledger/store-recorded.ts';
import { metricsRoutes } from '../../health/metrics.ts';
import { dateOf } from '../../platform/time/dates.ts';

const hour = 3_600_000;
const day = 24 * hour;

test('two sides that agree are reported as equal, by count and by money in each currency', async () => {
  const stack = await startReconciliationStack();
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  await stack.compareAll();
  const found = await verdict(stack);
  const book = { orders: 3, totals: { EUR: '238', USD: '130.9' }, activeSubscriptions: 2 };
  expect(found).toMatchObject({ agrees: true, differences: [], fastspring: book, ledgerChecked: true });
  expect(found.panel).toEqual(book);
  expect((await stack.stored()).reconciliation).toBeUndefined();
  const app = Fastify();
  await metricsRoutes(
    app,
    stack.database,
    {
      standstill: { count: () => 0 },
      allowance: { countRefused: () => 0 },
      refused: { counts: () => new Map() },
      countsOfEgresses: () => [],
    },
    [],
    async () => undefined,
  );
  expect((await app.inject('/metrics')).body).toContain('ledger_reconciliations{state="agrees"} 1');
  expect(await stack.prisma.reconciliationListed.count()).toBe(0);
});

test('objects without any webhook or event are found one by one, named with their cause, and repaired', async () => {
  const stack = await startReconciliationStack();
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, trial));
  forgetEvents(stack.fastspring.store);
  // Only the nightly comparison looks back so far.
  await stack.prisma.reconciliation.updateMany({ data: { caughtUpTo: new Date(stack.now() + 3 * day) } });
  const [subscription] = first.subscriptions;
  cancel(stack.fastspring.store, subscription ?? fail());
  forgetEvents(stack.fastspring.store);
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found.agrees).toBe(true);
  const named = found.differences.map(({ what, id, cause, healed }) => ({ what, id, cause, healed }));
  expect(named).toEqual(
    expect.arrayContaining([
      { what: 'order', id: dollars.order.id, cause: 'not_delivered', healed: true },
      { what: 'order', id: renewal.order.id, cause: 'not_delivered', healed: true },
      { what: 'subscription', id: dollars.subscriptions[0]?.id, cause: 'not_delivered', healed: true },
      { what: 'subscription', id: subscription?.id, cause: 'state', healed: true },
    ]),
  );
  expect(named).toHaveLength(4);
  expect(await stack.prisma.order.findFirst({ where: { orderId: renewal.order.id } })).toMatchObject({
    kind: 'renewal',
    state: 'completed',
  });
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });
});

test('deleted or changed ledger rows are named and repaired from the events, without a second note', async () => {
  const stack = await startReconciliationStack();
  const contact = stack.sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = stack.sandbox.addLead({ contactIds: [contact.id] });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  await stack.workThroughFailures();
  const notes = stack.sandbox.notesOf(lead.id).length;
  await stack.prisma.order.delete({
    where: { accountId_orderId: { accountId: stack.accountId, orderId: first.order.id } },
  });
  await stack.prisma.fact.deleteMany({ where: { orderId: renewal.order.id, type: 'subscription.charge.completed' } });
  await stack.prisma.order.updateMany({ where: { orderId: dollars.order.id }, data: { total: '1.00' } });
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found.agrees).toBe(true);
  expect(found.differences.map(({ what, id, cause, healed }) => [what, id, cause, healed])).toEqual(
    expect.arrayContaining([
      ['order', first.order.id, 'ledger_lost', true],
      ['fact', `charge.completed:${renewal.order.id}`, 'ledger_lost', true],
      ['order', dollars.order.id, 'ledger_changed', true],
    ]),
  );
  expect(found.panel.totals).toEqual({ EUR: '238', USD: '130.9' });
  expect(stack.sandbox.notesOf(lead.id)).toHaveLength(notes);
});

test('a refund, an update and another amount without a webhook are named and repaired', async () => {
  const stack = await startReconciliationStack();
  const { store } = stack.fastspring;
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  const { refund: given } = refund(store, first.order, { amount: '59.50' });
  const [subscription = fail()] = first.subscriptions;
  update(store, subscription, { quantity: 3 });
  Object.assign(dollars.order, { total: '140.00' });
  forgetEvents(store);
  await stack.prisma.reconciliation.updateMany({ data: { catchUpAt: new Date(stack.now() + 9 * day) } });
  await stack.prisma.reconciliation.updateMany({ data: { comparisonAt: new Date(stack.now()) } });
  await stack.reconcile();
  const found = await verdict(stack);
  expect(found.differences.map(({ what, id, cause, healed }) => [what, id, cause, healed])).toEqual([
    ['order', dollars.order.id, 'amount', true],
    ['refund', given.id, 'not_delivered', true],
    ['subscription', subscription.id, 'state', true],
  ]);
  expect(found).toMatchObject({ agrees: true, panel: { totals: { EUR: '238', USD: '140' } } });
  expect(await stack.prisma.subscription.findFirst({ where: { subscriptionId: subscription.id } })).toMatchObject({
    quantity: 3,
  });
});

test('imported periods are compared too: objects missing there are shown and do nothing in Kommo', async () => {
  const stack = await startReconciliationStack();
  const { prisma, accountId, sandbox } = stack;
  const { store } = stack.fastspring;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const prices = { EUR: '50.00' };
  const product = addProduct(store, { path: 'book', name: 'Book', sku: null, prices, interval: null });
  const sell = (ago: number) =>
    purchase(store, { customer, lines: [{ product, quantity: 1 }], at: store.clock.now() - ago * day });
  const [old, imported] = [sell(400), sell(200)];
  forgetEvents(store);
  const days = { beginDay: dateOf(stack.now() - 300 * day), endDay: dateOf(stack.now() - 100 * day) };
  await prisma.import.create({ data: { accountId, ...days, state: 'done', cursor: {} } });
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: true, panel: { orders: 1 } });
  expect(found.differences).toMatchObject([{ what: 'order', id: imported.order.id, healed: true }]);
  expect(await prisma.order.findMany()).toMatchObject([{ orderId: imported.order.id }]);
  expect(await prisma.order.count({ where: { orderId: old.order.id } })).toBe(0);
  expect(sandbox.notesOf(lead.id)).toEqual([]);
});

test('an order missing from FastSpring is named and stays', async () => {
  const stack = await startReconciliationStack();
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  stack.passTime(2 * day);
  stack.fastspring.store.orders.delete(dollars.order.id);
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: false, healedCount: 0 });
  expect(found.differences).toEqual([
    {
      what: 'order',
      id: dollars.order.id,
      name: dollars.order.reference,
      cause: 'not_at_fastspring',
      fastspring: null,
      panel: '130.90 USD',
      healed: false,
    },
  ]);
  expect(found.panel.orders).toBe(3);
  expect(found.fastspring?.orders).toBe(2);
});

test('a double refund is named every time, and a refund that is only requested is no difference', async () => {
  const stack = await startReconciliationStack();
  const { store } = stack.fastspring;
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  const requested = refund(store, dollars.order, { isCompleted: false });
  const twice = [...refund(store, first.order, { amount: '59.50' }).events, chargeback(store, first.order)];
  await stack.deliver([...eventsOf(first, dollars, trial, renewal), ...requested.events.slice(0, 1), ...twice]);
  for (const _night of [1, 2]) {
    await stack.compareAll();
    expect((await verdict(stack)).differences).toEqual([
      {
        what: 'order',
        id: first.order.id,
        name: first.order.reference,
        cause: 'refunded_beyond_paid',
        fastspring: null,
        panel: '178.50 of 119.00 EUR',
        healed: false,
      },
    ]);
  }
});

test('an interrupted comparison continues where it stopped, and counts nothing twice', async () => {
  const stack = await startReconciliationStack({ listElements: 'objects' });
  const sales = await weekOfSales(stack);
  const { customer } = sales.first.order;
  const [{ product } = fail()] = sales.first.order.lines;
  const more = Array.from({ length: 120 }, () =>
    purchase(stack.fastspring.store, { customer, lines: [{ product, quantity: 1 }] }),
  );
  const told = eventsOf(sales.first, sales.dollars, sales.trial, sales.renewal, ...more);
  await storeRecorded(stack.database, stack.accountId, told);
  for (const { id } of told) stack.fastspring.store.processedEvents.add(id);
  await stack.reconcile();
  stack.fastspring.faults.add({ kind: 'status', status: 503, match: { path: /orders.*page=3/ }, times: Infinity });
  await stack.prisma.reconciliation.updateMany({ data: { comparisonAt: new Date(stack.now()) } });
  await stack.reconcile();
  const interrupted = await stack.prisma.reconciliation.findFirstOrThrow();
  expect(interrupted).toMatchObject({ progress: { phase: 'orders', cursor: '0:3' } });
  stack.fastspring.faults.clear();
  await stack.prisma.fastspringConnection.updateMany({ data: { retryAt: null } });
  stack.passTime(hour);
  await stack.reconcile();
  expect(await verdict(stack)).toMatchObject({ agrees: true, fastspring: { orders: 123 }, panel: { orders: 123 } });
});

test('without credentials the ledger is still checked, and FastSpring’s side is unknown', async () => {
  const stack = await startReconciliationStack();
  const { first } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first));
  await stack.prisma.account.updateMany({ data: { apiUsername: null, apiPassword: null } });
  await stack.prisma.order.deleteMany();
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({
    agrees: false,
    problem: 'no_credentials',
    fastspring: null,
    healedCount: 1,
  });
  expect(await stack.prisma.order.count()).toBe(1);
});
