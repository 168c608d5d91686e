import { afterEach, beforeEach, expect, test } from 'vitest';
import { request } from '../../kommo/test-caller.ts';
import { customerHistory, type FastSpringSandbox, payCheckout, purchase, startFastSpringSandbox } from '../index.ts';

let sandbox: FastSpringSandbox;

beforeEach(async () => {
  sandbox = await startFastSpringSandbox();
});

afterEach(() => sandbox.close());

test('credentials are needed, and the password may be empty', async () => {
  expect((await request(`${sandbox.url}/products`)).status).toBe(401);
  expect((await call('GET', '/products')).status).toBe(200);
  sandbox.api.password = '';
  expect((await call('GET', '/products')).status).toBe(200);
});

test('the API and the webhooks agree', async () => {
  const history = customerHistory(sandbox.store);
  const order = await call('GET', `/orders/${history.firstOrder.id}`);
  expect(order.body).toMatchObject({
    result: 'success',
    total: 238,
    tax: 38,
    reference: history.events.firstPurchase.data.reference,
    account: history.customer.id,
    items: [{ subscription: history.subscription.id }],
  });
  const subscription = await call('GET', `/subscriptions/${history.subscription.id}`);
  expect(subscription.body).toMatchObject({
    state: 'canceled',
    account: history.customer.id,
    product: 'pro-plan-monthly',
  });
  const entries = await call('GET', `/subscriptions/${history.subscription.id}/entries`);
  expect(entries.body.map((entry: { order: { id: string } }) => entry.order.id)).toEqual([
    history.firstOrder.id,
    history.renewalOrder.id,
  ]);
});

test('accounts are found by e-mail, as ids or as objects, and read with their orders and subscriptions', async () => {
  const { customer, firstOrder, renewalOrder, subscription } = customerHistory(sandbox.store);
  const path = `/accounts?email=${encodeURIComponent(customer.email.toUpperCase())}`;
  expect((await call('GET', path)).body).toMatchObject({ action: 'account.getall', total: 1, accounts: [customer.id] });
  sandbox.api.listElements = 'objects';
  expect((await call('GET', path)).body.accounts).toMatchObject([
    { id: customer.id, contact: { email: customer.email } },
  ]);
  expect((await call('GET', `/accounts/${customer.id}`)).body).toMatchObject({
    orders: [firstOrder.id, renewalOrder.id],
    subscriptions: [subscription.id],
  });
  const missing = await call('GET', '/accounts/nobody');
  expect([missing.status, missing.body.error]).toEqual([400, { account: 'account id not found' }]);
});

test('orders are filtered by date, scope and kind, and come in pages', async () => {
  const { store } = sandbox;
  const { customer, subscription, firstOrder, renewalOrder } = customerHistory(store);
  const lines = [{ product: subscription.product, quantity: 1 }];
  const testOrder = purchase(store, { customer, lines, live: false }).order;
  expect((await call('GET', '/orders?scope=test')).body.orders).toEqual([testOrder.id]);
  expect((await call('GET', '/orders?rebill=true')).body.orders).toEqual([renewalOrder.id]);
  expect((await call('GET', '/orders?returns=true')).body.orders).toEqual([firstOrder.id]);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const period = `begin=${day(firstOrder.createdAt)}&end=${day(firstOrder.createdAt + 86_400_000)}`;
  expect((await call('GET', `/orders?${period}`)).body.orders).toEqual([firstOrder.id]);
  expect((await call('GET', `/orders?begin=${day(0)}&end=${day(0)}`)).status).toBe(400);

  const first = await call('GET', '/orders?limit=2');
  expect(first.body).toMatchObject({ page: 1, limit: 2, nextPage: 2, total: 4 });
  expect((await call('GET', '/orders?limit=2&page=2')).body).toMatchObject({ nextPage: null });
});

test('several ids answer an array with an error for each that is missing', async () => {
  const { firstOrder } = customerHistory(sandbox.store);
  const mixed = await call('GET', `/orders/${firstOrder.id},missing`);
  expect(mixed.status).toBe(200);
  expect(mixed.body.orders).toMatchObject([{ result: 'success' }, { result: 'error', error: { order: 'Not found' } }]);
  expect(await call('GET', '/orders/missing')).toMatchObject({
    status: 400,
    body: { orders: [{ order: 'missing', result: 'error' }] },
  });
});

test('a filtered list of subscriptions holds objects, an unfiltered one ids', async () => {
  const { subscription, customer } = customerHistory(sandbox.store);
  expect((await call('GET', '/subscriptions')).body.subscriptions).toEqual([subscription.id]);
  const filtered = await call('GET', `/subscriptions?accountId=${customer.id}&status=canceled`);
  expect(filtered.body.subscriptions).toMatchObject([{ id: subscription.id, state: 'canceled' }]);
  expect((await call('GET', '/subscriptions?event=charged&days=90')).body.total).toBe(1);
  expect((await call('GET', '/subscriptions?event=charged&days=1')).body.total).toBe(0);
});

test('unprocessed events come by 25, until they are marked, for 30 days', async () => {
  const { store } = sandbox;
  const { customer, subscription } = customerHistory(store);
  const lines = [{ product: subscription.product, quantity: 1 }];
  for (let index = 0; index < 20; index += 1) purchase(store, { customer, lines });
  expect((await call('GET', '/events/unprocessed')).status).toBe(400);
  expect((await call('GET', '/events/unprocessed?days=31')).status).toBe(400);

  const first = await call('GET', '/events/unprocessed?days=30');
  expect(first.body).toMatchObject({ more: true, events: expect.any(Array) });
  expect(first.body.events).toHaveLength(25);
  for (const { id } of first.body.events) await call('POST', `/events/${id}`, { processed: true });
  const second = await call('GET', '/events/unprocessed?days=30');
  expect(second.body.events[0].id).not.toBe(first.body.events[0].id);
  expect((await call('GET', '/events/processed?days=1')).body.events.length).toBeGreaterThan(0);
  store.clock.advance(31 * 86_400_000);
  expect((await call('GET', '/events/unprocessed?days=30')).body.events).toEqual([]);
});

test('a checkout link returns its tags with the order, for any payer', async () => {
  customerHistory(sandbox.store);
  const session = await call('POST', '/v2/checkouts/bluebird/popup-default/sessions', {
    locale: 'en',
    country: 'DE',
    customer: { billToContact: { email: 'anna@acme.example' } },
    orderTags: { lead: '152464' },
    cart: { lineItems: [{ productPath: 'pro-plan-monthly', quantity: 3 }] },
  });
  expect(session.status).toBe(201);
  expect(session.body).toMatchObject({ checkoutStatus: ['READY_FOR_CHECKOUT'], currency: 'EUR' });
  const sale = payCheckout(sandbox.store, session.body.id, 'boss@acme.example');
  expect(sale.events.at(-1)?.data).toMatchObject({
    tags: { lead: '152464' },
    customer: { email: 'boss@acme.example' },
  });

  const refused = await call('POST', '/v2/checkouts/bluebird/popup-default/sessions', {
    customer: { billToContact: { email: 'no address' } },
  });
  expect(refused.body).toMatchObject({
    status: '400 BAD_REQUEST',
    errors: [{ field: 'customer.billToContact.email' }],
  });
  const old = await call('POST', '/sessions', {
    contact: { country: 'US' },
    items: [{ product: 'handbook', quantity: 1 }],
  });
  expect(old.body).toMatchObject({ currency: 'USD', order: null, subtotal: 55 });
  expect((await call('POST', '/sessions', { items: [{ product: 'nothing' }] })).status).toBe(400);
});

test('quotes are made, read and canceled', async () => {
  customerHistory(sandbox.store);
  const made = await call('POST', '/quotes', {
    name: 'Offer for Acme',
    items: [{ product: 'pro-plan-monthly', quantity: 2 }],
    recipient: { email: 'anna@acme.example', first: 'Anna', last: 'Schmidt' },
    recipientAddress: { country: 'DE', postalCode: '10001' },
    tags: [{ key: 'lead', value: '152464' }],
  });
  expect(made).toMatchObject({ status: 201, body: { status: 'OPEN', total: 238 } });
  expect((await call('POST', `/quotes/${made.body.id}/cancel`)).body.status).toBe('CANCELED');
  expect((await call('GET', '/quotes?statuses=CANCELED')).body._embedded.quotes).toHaveLength(1);
});

test('a webhook’s secret is changed by its address, letter for letter', async () => {
  const url = 'https://payments.example/webhooks/fastspring/key';
  sandbox.store.webhooks.set(url, 'former');
  const set = (body: object) => call('POST', '/webhooks/keys', body);
  for (const [body, field] of [
    [{ url: `${url}/`, hmacSecret: 'new' }, 'url'],
    [{ url, hmacSecret: 'x'.repeat(101) }, 'hmacSecret'],
    [{ url, hmacSecret: '' }, 'hmacSecret'],
    [{ url }, 'hmacSecret'],
  ] as const) {
    const refused = await set(body);
    expect(refused).toMatchObject({ status: 400, body: { action: 'webhooks.update', result: 'error' } });
    expect(Object.keys(refused.body.error)).toEqual([field]);
  }
  expect(sandbox.store.webhooks.get(url)).toBe('former');
  const changed = await set({ url, hmacSecret: 'x'.repeat(100) });
  expect(changed.body).toEqual({ url, action: 'webhooks.update', result: 'success' });
  expect(sandbox.store.webhooks.get(url)).toHaveLength(100);
});

test('the 251st request of a minute is refused in the configured form, and faults can be added', async () => {
  sandbox.limit.requests = 2;
  await call('GET', '/products');
  await call('GET', '/products');
  const refused = await fetch(`${sandbox.url}/products`, { headers: authorization() });
  expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([429, '30', '']);
  sandbox.api.overLimitStatus = 404;
  expect((await call('GET', '/products')).status).toBe(404);
  sandbox.limit.requests = 250;
  sandbox.faults.add({ kind: 'status', status: 500, body: '' });
  expect(await call('GET', '/products')).toMatchObject({ status: 500, body: null });
  expect(sandbox.callCount()).toBe(5);
});

function call(method: string, path: string, body?: unknown) {
  return request(`${sandbox.url}${path}`, {
    method,
    headers: { ...authorization(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function authorization() {
  const { username, password } = sandbox.api;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`, 'user-agent': 'test' };
}
