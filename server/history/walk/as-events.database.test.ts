import { expect, onTestFinished, test } from 'vitest';
import {
  addProduct,
  cancel,
  customerHistory,
  deactivate,
  pause,
  purchase,
  refund,
  startFastSpringSandbox,
} from '../../../testing/sandbox/fastspring/index.ts';
import { connectStore, startFastspring } from '../../../testing/server/fastspring/api/api-stack.ts';
import { addLedger, openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { readEvent } from '../../fastspring/events/index.ts';
import { storeEvents } from '../../fastspring/webhook/store-events.ts';
import { readStoredRows } from '../../recording/rebuild/rows.ts';
import { orderAsEvent, returnAsEvent, returnIdsOf, subscriptionAsEvents, subscriptionIdsOf } from './as-events.ts';

const never = new AbortController().signal;
const day = 86_400_000;

/** A store with a varied history, read once from its webhooks and once from its API. */
async function startTwice() {
  const sandbox = await startFastSpringSandbox();
  onTestFinished(sandbox.close);
  const { store } = sandbox;
  const { customer, stranger } = customerHistory(store);
  const seats = addProduct(store, {
    path: 'seats',
    name: 'Seats',
    sku: null,
    prices: { EUR: '19.90' },
    interval: { unit: 'year', length: 1 },
  });
  const buy = (buyer: typeof customer, trialDays?: number) => {
    const { order, subscriptions } = purchase(store, {
      customer: buyer,
      lines: [{ product: seats, quantity: 3 }],
      at: store.clock.now() - 40 * day,
      ...(trialDays === undefined ? {} : { trialDays }),
    });
    const [subscription] = subscriptions;
    if (subscription === undefined) throw new Error('no subscription');
    return { order, subscription };
  };
  const ended = buy(stranger);
  refund(store, ended.order);
  cancel(store, ended.subscription, store.clock.now() - 30 * day);
  deactivate(store, ended.subscription, store.clock.now() - 20 * day);
  pause(store, buy(customer).subscription);
  buy(stranger, 60);

  const ledger = await openLedger();
  const accountId = await connectStore(ledger.database, sandbox.api.username, sandbox.api.password);
  const api = startFastspring(ledger.database, sandbox).forAccount(accountId, 'background', never);
  const { items: orders } = await api.listOrders({ scope: 'all', status: 'completed' }, 1);
  const subscriptions = await api.getSubscriptions([...new Set(orders.flatMap(subscriptionIdsOf))]);
  const returns = await api.getReturns(orders.flatMap(returnIdsOf));
  const shown = [
    ...orders.map((order) => orderAsEvent('api', order)),
    ...subscriptions.flatMap((subscription) => subscriptionAsEvents('api', subscription)),
    ...returns.map((each) => returnAsEvent('api', each)),
  ].filter((event) => event !== null);
  return { ...ledger, sandbox, shown };
}

test('the API states the same facts as the webhooks', async () => {
  const { record, prisma, shown, sandbox } = await startTwice();
  await record(...sandbox.store.events);
  const reported = new Set((await prisma.fact.findMany()).map(({ factKey }) => factKey));
  const keys = shown.flatMap((event) => {
    const reading = readEvent({ ...event, receivedAt: 0 });
    return reading.outcome === 'facts' ? reading.facts.map(({ key }) => key) : [`${event.type} is ${reading.outcome}`];
  });
  // The API only knows the day of an earlier cancellation: its key is a prefix of the webhook's.
  const isReported = (key: string) => reported.has(key) || [...reported].some((other) => other.startsWith(`${key}:`));
  expect(keys.filter((key) => !isReported(key))).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
  const counts = Object.entries(Object.groupBy(shown, ({ type }) => type)).map(([type, all]) => [type, all?.length]);
  expect(Object.fromEntries(counts)).toEqual({
    'order.completed': 5,
    'subscription.charge.completed': 1,
    'subscription.activated': 4,
    'subscription.canceled': 2,
    'subscription.deactivated': 1,
    'subscription.paused': 1,
    'return.created': 2,
  });
});

test('the API alone gives the same ledger as the webhooks', async () => {
  const { record, prisma, shown, sandbox, database, accountId } = await startTwice();
  await record(...sandbox.store.events);
  const other = await addLedger(database);
  await storeEvents(database, other.accountId, 'reconciliation', shown);
  await other.record();
  const [webhooks, api] = await prisma.$transaction(async (transaction) => [
    await readStoredRows(transaction, accountId),
    await readStoredRows(transaction, other.accountId),
  ]);
  const books = ({ orders, refunds, subscriptions, customers }: typeof webhooks) => ({
    orders: rows(orders, ['state', 'kind', 'occurredAt', 'currency', 'total', 'tax', 'reference', 'items', 'identity']),
    refunds: rows(refunds, ['kind', 'occurredAt', 'currency', 'total', 'tax', 'orderId', 'reason']),
    subscriptions: rows(subscriptions, ['state', 'product', 'price', 'monthly', 'canceledAt', 'endsAt', 'identity']),
    customers: rows(customers, ['email', 'name', 'company', 'country']),
  });
  expect(books(api)).toEqual(books(webhooks));
});

test('webhook data stays unchanged when the API shows it too, and numbers keep their digits', async () => {
  const { record, prisma, shown, sandbox, database, accountId } = await startTwice();
  await record(...sandbox.store.events);
  const read = () => prisma.$transaction((transaction) => readStoredRows(transaction, accountId));
  const { facts: _, ...before } = await read();
  await storeEvents(database, accountId, 'reconciliation', shown);
  await record();
  const { facts: __, ...after } = await read();
  const withoutBeginning = ({ orders, refunds, customers }: typeof before) => ({ orders, refunds, customers });
  expect(withoutBeginning(after)).toEqual(withoutBeginning(before));

  const exact = {
    id: 'O-1',
    json: '{"id":"O-1","completed":true,"currency":"IDR","total":12345678901234567.10,"tax":4E+1}',
  };
  expect(orderAsEvent('api', exact)?.payload).toContain('"total":12345678901234567.10');
});

test.each([
  ['one that waits', { completed: false }],
  ['one without an amount', { total: null }],
  ['one without an id', { id: null }],
])('an order is no event when it is %s', (_name, changes) => {
  const order = { id: 'O-1', completed: true, currency: 'EUR', total: 10, ...changes };
  expect(orderAsEvent('api', { id: 'O-1', json: JSON.stringify(order) })).toBeNull();
});

test.each([
  ['INITIAL_ORDER', 'ACM261120-1-1B', 'order.completed'],
  ['REGULAR_REBILL_ORDER', 'ACM261120-1-1', 'subscription.charge.completed'],
  ['GROUP_REGULAR_PERIOD', 'ACM261120-1-1', 'subscription.charge.completed'],
  [undefined, 'ACM261120-1-1B', 'subscription.charge.completed'],
  [undefined, 'ACM261120-1-1', 'order.completed'],
])('of type %s with reference %s it is reported by %s', (acquisitionTransactionType, reference, type) => {
  const order = { id: 'O-1', currency: 'EUR', total: 10, reference, acquisitionTransactionType };
  expect(orderAsEvent('api', { id: 'O-1', json: JSON.stringify(order) })).toMatchObject({ type });
});

function rows(table: ReadonlyMap<string, Readonly<Record<string, unknown>>>, columns: readonly string[]) {
  const shown = [...table].map(([key, row]) => [key, Object.fromEntries(columns.map((name) => [name, row[name]]))]);
  return Object.fromEntries(shown);
}
