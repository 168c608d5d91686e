import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';

test('what a rule can name is offered by name, without the stage for incoming leads', async () => {
  const { call, sandbox } = await startSettingsServer();
  const { status, body } = await call('GET', '/api/v1/catalog', { as: 'seller' });
  expect(status).toBe(200);
  const [sales, renewals] = sandbox.account().pipelines;
  expect(body.pipelines).toMatchObject([
    { id: sales?.id, name: 'Sales', archived: false },
    { id: renewals?.id, name: 'Renewals' },
  ]);
  expect(body.pipelines[0].stages.map(({ name, kind }: { name: string; kind: string }) => `${name} ${kind}`)).toEqual([
    'First contact open',
    'Offer made open',
    'Negotiation open',
    'Subscribed open',
    'Closed - won won',
    'Closed - lost lost',
  ]);
  expect(body.users.map(({ name }: { name: string }) => name)).toEqual(['Maya Lindqvist', 'Tomas Rivera']);
  expect(body.taskTypes).toEqual([
    { id: 1, name: 'Follow-up' },
    { id: 2, name: 'Meeting' },
  ]);
  expect(body.account).toEqual({ currency: 'EUR', timeZone: 'Europe/Berlin', wholePrices: false });
  expect(body.eventTypes).toContain('order.completed');
  expect(body.eventTypesWithPrice).not.toContain('return.created');
  expect(body.ledgerFields.nextChargeAt.accepts).toContain('date_time');
});

test('names that hold what Postgres cannot are offered, and rules with them are saved', async () => {
  const { call, sandbox } = await startSettingsServer({
    sandbox: { sandbox: { accounts: [{ subdomain: 'demo', name: 'Blue\0bird' }], limit: { requests: Infinity } } },
  });
  const account = sandbox.account();
  const [sales] = account.pipelines;
  const stage = sales?.statuses.find(({ type }) => type === 0);
  Object.assign(stage ?? {}, { name: 'Nego\0tiation' });
  for (const user of account.users) Object.assign(user, { name: 'Re\ud83dp' });
  for (const type of account.taskTypes) Object.assign(type, { name: 'Ca\0ll' });
  const field = { type: 'text', code: null, sort: 1, is_api_only: false, enums: null, currency: null };
  account.customFields.leads.push({ ...field, id: 77, name: 'Pla\0n' });

  const { status, body } = await call('GET', '/api/v1/catalog');
  expect(status).toBe(200);
  expect(body.pipelines[0].stages[0].name).toBe('Nego\u{FFFD}tiation');
  expect(body.users[0].name).toBe('Re\u{FFFD}p');
  expect(body.leadFields[0].name).toBe('Pla\u{FFFD}n');
  const moveTo = { pipelineId: sales?.id, statusId: stage?.id };
  const json = { rules: [{ on: 'order.completed', moveTo }], fields: { status: 77 } };
  expect((await call('PUT', '/api/v1/settings', { json })).status).toBe(200);
});

test('Kommo is asked once, and again on demand', async () => {
  const { call, sandbox } = await startSettingsServer();
  await call('GET', '/api/v1/catalog');
  const asked = sandbox.callCount();
  await call('GET', '/api/v1/catalog');
  expect(sandbox.callCount()).toBe(asked);
  sandbox.account().taskTypes.push({ id: 3, name: 'Lunch', code: 'LUNCH' });
  expect((await call('GET', '/api/v1/catalog?fresh=1')).body.taskTypes).toContainEqual({ id: 3, name: 'Lunch' });
});

test('while Kommo does not answer and nothing is remembered, the answer says so', async () => {
  const { call, sandbox } = await startSettingsServer();
  sandbox.faults.add({ kind: 'reset_before', times: 20 });
  expect(await call('GET', '/api/v1/catalog')).toMatchObject({ status: 503, body: { code: 'kommo_unreachable' } });
});

test('the answer says that the account’s access was withdrawn', async () => {
  const { call, prisma } = await startSettingsServer();
  await prisma.account.updateMany({ data: { state: 'needs_reauthorization' } });
  expect(await call('GET', '/api/v1/catalog')).toMatchObject({
    status: 409,
    body: { code: 'kommo_disconnected', reason: 'needs_reauthorization' },
  });
});

test('what was bought is offered once each, the latest first', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const item = (product: string, sku: string) => ({ product, sku, productPath: null, quantity: 1, total: '10.00' });
  await prisma.order.createMany({
    data: [
      { ...order, accountId, orderId: 'order-1', items: [item('Basic plan', 'BASIC-M')] },
      { ...order, accountId, orderId: 'order-2', items: [item('Basic plan', 'BASIC-M')] },
    ],
  });
  await prisma.subscription.create({ data: { ...subscription, accountId } });
  expect((await call('GET', '/api/v1/catalog')).body.products).toEqual([
    { product: 'Pro plan', sku: 'PRO-M', path: 'pro-monthly' },
    { product: 'Basic plan', sku: 'BASIC-M', path: null },
  ]);
});

const order = {
  state: 'completed',
  kind: 'purchase',
  occurredAt: new Date('2026-11-19T12:00:00Z'),
  currency: 'EUR',
  total: '10.00',
  tax: '0.00',
  discount: '0.00',
  live: true,
};

const subscription = {
  subscriptionId: 'sub-1',
  state: 'active',
  product: 'Pro plan',
  productPath: 'pro-monthly',
  sku: 'PRO-M',
  quantity: 1,
  changedAt: new Date('2026-11-20T12:00:00Z'),
  live: true,
};
