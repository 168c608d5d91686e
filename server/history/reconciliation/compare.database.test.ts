import Fastify from 'fastify';
import { expect, test } from 'vitest';
import {
  addCustomer,
  addProduct,
  cancel,
  type FastSpringEvent,
  purchase,
  refund,
  renew,
  type Store,
  update,
} from '../../../scripts/sandbox/fastspring/index.ts';
import { createLeadFields } from '../../delivery/create-lead-fields.ts';
import { metricsRoutes } from '../../http/metrics.ts';
import { storeRecorded } from '../../ledger/testing/store-recorded.ts';
import { dateOf } from './periods.ts';
import { comparisonSchema } from './results.ts';
import { type ReconciliationStack, startReconciliationStack } from './testing/reconciliation-stack.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** What a store sells in a week: a subscription with its renewal, single orders in two currencies and a test order. */
async function weekOfSales(stack: ReconciliationStack) {
  const { store } = stack.fastspring;
  await stack.reconcile();
  stack.passTime(2 * day);
  const plan = addProduct(store, {
    path: 'plan',
    name: 'Plan',
    sku: 'PLAN',
    prices: { EUR: '100.00', USD: '110.00' },
    interval: { unit: 'day', length: 1 },
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const buy = (more: Partial<Parameters<typeof purchase>[1]> = {}) =>
    purchase(store, { customer, lines: [{ product: plan, quantity: 1 }], ...more });
  const first = buy();
  const dollars = buy({ currency: 'USD' });
  const trial = buy({ live: false });
  stack.passTime(day);
  const renewal = renew(store, first.subscriptions[0] ?? fail(), store.clock.now());
  stack.passTime(day);
  return { first, dollars, trial, renewal };
}

const eventsOf = (...sales: readonly { readonly events: readonly FastSpringEvent[] }[]) =>
  sales.flatMap(({ events }) => events);

async function verdict({ prisma }: ReconciliationStack) {
  return comparisonSchema.parse((await prisma.reconciliation.findFirstOrThrow()).comparison);
}

test('two sides that agree say so, by count and by money in each currency', async () => {
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
  await metricsRoutes(app, stack.database, { count: () => 0 });
  expect((await app.inject('/metrics')).body).toContain('ledger_reconciliations{state="agrees"} 1');
  expect(await stack.prisma.reconciliationListed.count()).toBe(0);
});

test('what no webhook and no event told is found one by one, named with its cause, and healed', async () => {
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

test('rows that were deleted or changed in the ledger are named and mended from its events, without a second note', async () => {
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

test('a refund, an update and another amount that no webhook told are named and healed', async () => {
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

test('what was made, merged or deleted in Kommo is noticed, and its customers are found again', async () => {
  const stack = await startReconciliationStack();
  const { sandbox, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  const { events } = purchase(stack.fastspring.store, {
    customer: addCustomer(stack.fastspring.store, { first: 'Jo', last: 'New', email: 'jo@new.example' }),
    lines: first.order.lines.map(({ product }) => ({ product, quantity: 1 })),
  });
  await stack.deliver(events);
  await stack.workThroughFailures();
  const notes = sandbox.notesOf(lead.id).length;
  stack.passTime(hour);
  const kept = sandbox.addLead({ name: 'Kept' });
  sandbox.mergeLeadsByHand(kept.id, lead.id);
  const jo = sandbox.addContact({ name: 'Jo', emails: ['jo@new.example'] });
  const josLead = sandbox.addLead({ contactIds: [jo.id] });
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: true, kommoChecked: true });
  expect(found.differences).toMatchObject([{ what: 'link', id: String(lead.id), cause: 'lead_gone', healed: true }]);
  const links = await prisma.customerLead.findMany({ where: { removedAt: null }, orderBy: { leadId: 'asc' } });
  expect(links.map(({ leadId }) => Number(leadId))).toEqual([kept.id, josLead.id]);
  // What was told on the lead that is gone is not told again on the one that is left.
  expect(sandbox.notesOf(lead.id)).toHaveLength(notes);
  expect(sandbox.notesOf(kept.id)).toEqual([]);
});

test('a night in which rows are gone and Kommo’s fields were edited by hand names every one and heals what is ours', async () => {
  const stack = await startReconciliationStack();
  const { sandbox, kommo, accountId, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const [lead, spared] = [sandbox.addLead({ contactIds: [contact.id] }), sandbox.addLead({ name: 'Other' })];
  const made = await createLeadFields(kommo.forAccount(accountId, 'interactive'), [
    { use: 'status', name: 'Status' },
    { use: 'totalPaid', name: 'Total paid' },
  ]);
  await stack.saveSettings({ fields: Object.fromEntries(made.map(({ use, fieldId }) => [use, fieldId])) });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  await stack.workThroughFailures();
  const shown = () => sandbox.lead(lead.id).fields.map(({ field_name, values }) => [field_name, values[0]?.value]);
  const before = shown();
  const notes = sandbox.notesOf(lead.id).length;
  expect(before).not.toEqual([]);

  stack.passTime(hour);
  const [status] = made;
  const edited = [{ field_id: status?.fieldId ?? 0, values: [{ value: 'Very important' }] }];
  sandbox.updateLeadByHand(lead.id, { custom_fields_values: edited });
  sandbox.updateLeadByHand(spared.id, { custom_fields_values: edited });
  await prisma.order.deleteMany({ where: { orderId: { in: [first.order.id, renewal.order.id] } } });
  await prisma.subscription.deleteMany({ where: { subscriptionId: first.subscriptions[0]?.id ?? '' } });
  await stack.compareAll();

  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: true, differenceCount: 4, healedCount: 4, kommoChecked: true });
  expect(found.differences.map(({ what, id, cause }) => `${what} ${id} ${cause}`).sort()).toEqual(
    [
      `order ${first.order.id} ledger_lost`,
      `order ${renewal.order.id} ledger_lost`,
      `subscription ${first.subscriptions[0]?.id} ledger_lost`,
      `field ${lead.id} field_edited`,
    ].sort(),
  );
  expect(shown()).toEqual(before);
  expect(sandbox.notesOf(lead.id)).toHaveLength(notes);
  expect(sandbox.lead(spared.id).fields[0]?.values[0]?.value).toBe('Very important');
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });
});

test('what was imported is compared too: what is missing there is shown and does nothing in Kommo', async () => {
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

test('an order that FastSpring does not have is named and stays', async () => {
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

test('a comparison goes on where it was interrupted, and counts nothing twice', async () => {
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

test('without credentials the ledger is checked all the same, and FastSpring’s side is unknown', async () => {
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

test.each(['paused', 'overdue', 'trial', 'canceled', 'deactivated'] as const)(
  'a subscription that FastSpring shows as %s, with a `changed` of before, is that from the same night on',
  async (state) => {
    const stack = await startReconciliationStack();
    const { first, dollars, trial, renewal } = await weekOfSales(stack);
    await stack.deliver(eventsOf(first, dollars, trial, renewal));
    const [subscription = fail()] = first.subscriptions;
    // Neither the renewal's moment nor today's, as in stores where only an edit moves it.
    Object.assign(subscription, { state, changedAt: first.order.createdAt, quantity: 4 });
    forgetEvents(stack.fastspring.store);
    stack.passTime(2 * hour);
    await stack.compareAll();
    const found = await verdict(stack);
    expect(found.differences).toMatchObject([
      { what: 'subscription', id: subscription.id, cause: 'state', healed: true },
    ]);
    const shown = () => stack.prisma.subscription.findFirst({ where: { subscriptionId: subscription.id } });
    expect(await shown()).toMatchObject({ state, quantity: 4 });
    await stack.compareAll();
    expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });

    Object.assign(subscription, { state: 'active' });
    await stack.compareAll();
    expect(await shown()).toMatchObject({ state: 'active' });
    await stack.compareAll();
    expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });
  },
);

test('a state that is found at night again is reported once', async () => {
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

/** As when FastSpring's thirty days are over. */
function forgetEvents(store: Store): void {
  store.events.length = 0;
}

function fail(): never {
  throw new Error('The sandbox sold nothing');
}
