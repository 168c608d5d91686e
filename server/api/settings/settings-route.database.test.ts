import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';

const noSuchId = 987_654_321;
const day = 86_400_000;

test('what an administrator saves is there for everybody, and only administrators save', async () => {
  const { call } = await startSettingsServer();
  const saved = await call('PUT', '/api/v1/settings', { json: { testOrders: 'act' } });
  expect(saved).toMatchObject({ status: 200, etag: '"1"', body: { testOrders: 'act', version: 1, warnings: [] } });

  const seen = await call('GET', '/api/v1/settings', { as: 'seller' });
  expect(seen).toMatchObject({ status: 200, etag: '"1"', body: { testOrders: 'act', rights: { configure: false } } });
  expect((await call('PUT', '/api/v1/settings', { json: {}, as: 'seller' })).status).toBe(403);
});

test('an answer can be sent back as it is', async () => {
  const { call } = await startSettingsServer();
  const first = await call('PUT', '/api/v1/settings', { json: { fastspring: { webhookSecret: 'sandbox-secret' } } });
  const again = await call('PUT', '/api/v1/settings', { json: first.body });
  expect(again.status).toBe(200);
  expect(again.body.fastspring).toEqual(first.body.fastspring);
});

test('of two administrators who save at once, the second is refused', async () => {
  const { call } = await startSettingsServer();
  const opened = await call('GET', '/api/v1/settings');
  // As a proxy passes it on that compresses.
  const headers = { 'if-match': `W/${opened.etag}` };
  expect((await call('PUT', '/api/v1/settings', { json: { testOrders: 'act' }, headers })).status).toBe(200);
  const second = await call('PUT', '/api/v1/settings', { json: { testOrders: 'hide' }, headers });
  expect(second).toMatchObject({ status: 412, body: { code: 'settings_changed' } });
  expect((await call('GET', '/api/v1/settings')).body.testOrders).toBe('act');
});

test('what Postgres cannot hold is replaced before it is saved', async () => {
  const { call } = await startSettingsServer();
  const task = { typeId: 1, text: 'Call \0 \ud83d', dueInHours: 1 };
  const saved = await call('PUT', '/api/v1/settings', { json: { rules: [{ on: 'order.completed', task }] } });
  expect(saved.status).toBe(200);
  const seen = await call('GET', '/api/v1/settings');
  expect(seen.body.rules).toMatchObject([{ task: { text: 'Call \u{FFFD} \u{FFFD}' } }]);
});

test('what the account does not have is refused beside its field, and nothing is saved', async () => {
  const { call, sandbox } = await startSettingsServer();
  const [sales] = sandbox.account().pipelines;
  const incoming = sales?.statuses.find((stage) => stage.type === 1);
  const refused = await call('PUT', '/api/v1/settings', {
    json: {
      fastspring: { webhookSecret: 'x'.repeat(101) },
      products: [{ sku: 'PRO-*', pipelineId: sales?.id }],
      rules: [
        { on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId: noSuchId } },
        { on: 'order.completed', task: { typeId: 1, text: 'Call {nobody}', dueInHours: 1 } },
      ],
    },
  });
  expect(refused.status).toBe(400);
  expect(refused.body.problems).toEqual([
    { path: 'fastspring.webhookSecret', code: 'too_long', params: { most: 100 } },
    { path: 'rules.1.task.text', code: 'unknown_placeholder', params: { placeholder: 'nobody' } },
  ]);

  const rules = [
    { on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId: noSuchId } },
    { on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId: incoming?.id } },
    { on: 'order.completed', task: { typeId: 77, text: 'Call', dueInHours: 1 } },
    { on: 'order.completed', fields: [{ fieldId: noSuchId, value: '{amount}' }] },
  ];
  const unknown = await call('PUT', '/api/v1/settings', {
    json: { rules, products: [{ sku: '*', pipelineId: noSuchId }] },
  });
  expect(unknown.body.problems.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
    ['products.0.pipelineId', 'unknown_pipeline'],
    ['rules.0.moveTo.statusId', 'unknown_stage'],
    ['rules.1.moveTo.statusId', 'incoming_stage'],
    ['rules.2.task.typeId', 'unknown_task_type'],
    ['rules.3.fields.0.fieldId', 'unknown_field'],
  ]);
  expect((await call('GET', '/api/v1/settings')).body).toMatchObject({ version: 0, rules: [], products: [] });
});

test('a stage that was made in Kommo a moment ago is accepted, though the remembered catalog does not have it', async () => {
  const { call, sandbox } = await startSettingsServer();
  await call('GET', '/api/v1/catalog');
  const [sales] = sandbox.account().pipelines;
  if (!sales) throw new Error('no pipeline');
  sales.statuses.push({ id: 555, name: 'Just made', sort: 45, is_editable: true, color: '#99ccff', type: 0 });
  const json = { rules: [{ on: 'order.completed', moveTo: { pipelineId: sales.id, statusId: 555 } }] };
  expect((await call('PUT', '/api/v1/settings', { json })).status).toBe(200);
});

test('what was valid once does not block another part, even when Kommo has lost it', async () => {
  const { call, prisma } = await startSettingsServer();
  await prisma.account.updateMany({
    data: { settings: { rules: [{ on: 'order.completed', moveTo: { statusId: noSuchId } }] } },
  });
  expect((await call('PUT', '/api/v1/settings', { json: { testOrders: 'act' } })).status).toBe(200);
});

test('a pattern that fits nothing bought so far is a warning, and a refusal when the page asks first', async () => {
  const { call, prisma, accountId, sandbox } = await startSettingsServer();
  const pipelineId = sandbox.account().pipelines[0]?.id;
  const json = { products: [{ sku: 'PRE-*', pipelineId }] };
  expect((await call('PUT', '/api/v1/settings?warnings=refuse', { json })).status).toBe(200);

  await prisma.order.create({ data: { ...order, accountId, items: [{ product: 'Pro plan', sku: 'PRO-M' }] } });
  const warning = { path: 'products.0.sku', code: 'fits_no_product', params: { sku: 'PRE-*' } };
  const refused = await call('PUT', '/api/v1/settings?warnings=refuse', { json });
  expect(refused).toMatchObject({ status: 400, body: { problems: [warning] } });
  expect(await call('PUT', '/api/v1/settings', { json })).toMatchObject({ status: 200, body: { warnings: [warning] } });
});

test('invoices are turned on where the account has a list of them, and what it lacks is said', async () => {
  const { call, sandbox, prisma, accountId } = await startSettingsServer();
  const { catalogs, catalogFields } = sandbox.account();
  const [list] = catalogs.splice(1, 1);
  const json = { invoices: 'on' };
  const refused = (code: string) => ({ status: 400, body: { problems: [{ path: 'invoices', code, params: {} }] } });
  expect(await call('PUT', '/api/v1/settings', { json })).toMatchObject(refused('no_invoices_list'));
  if (list !== undefined) catalogs.push(list);
  const fields = catalogFields.get(list?.id ?? 0) ?? [];
  const keep = (...codes: readonly string[]) =>
    catalogFields.set(
      list?.id ?? 0,
      fields.filter(({ code }) => codes.includes(code ?? '')),
    );
  keep('BILL_PRICE');
  expect(await call('PUT', '/api/v1/settings', { json })).toMatchObject(refused('no_invoice_status'));
  keep('BILL_STATUS', 'BILL_PRICE', 'BILL_PAYMENT_DATE', 'BILL_COMMENT');
  const warning = { path: 'invoices', code: 'no_invoice_field', params: { fields: 'ITEMS, PAYER' } };
  const asking = await call('PUT', '/api/v1/settings?warnings=refuse', { json });
  expect(asking).toMatchObject({ status: 400, body: { problems: [warning] } });
  expect((await call('GET', '/api/v1/status')).body.invoices).toBeNull();
  const problem = { code: 'no_invoices_list' };
  const tomorrow = new Date(Date.now() + day);
  await prisma.invoiceList.create({ data: { accountId, problem, retryAt: tomorrow, compareAt: tomorrow } });
  expect((await call('GET', '/api/v1/status')).body.invoices).toMatchObject({
    problem: 'no_invoices_list',
    written: 0,
  });
  const saved = await call('PUT', '/api/v1/settings', { json });
  expect(saved).toMatchObject({ status: 200, body: { invoices: 'on', warnings: [warning] } });
  // Whatever was wrong is looked at again.
  expect(await prisma.invoiceList.findFirstOrThrow()).toMatchObject({ retryAt: null });
});

test('without Kommo the secret is saved all the same', async () => {
  const { call, sandbox } = await startSettingsServer();
  await call('GET', '/api/v1/settings');
  sandbox.faults.add({ kind: 'reset_before', times: 20 });
  const json = {
    fastspring: { webhookSecret: 'sandbox-secret' },
    rules: [{ on: 'order.completed', moveTo: { statusId: 142 } }],
  };
  expect((await call('PUT', '/api/v1/settings', { json })).status).toBe(200);
});

const order = {
  orderId: 'order-1',
  state: 'completed',
  kind: 'purchase',
  occurredAt: new Date('2026-11-20T12:00:00Z'),
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  discount: '0.00',
  live: true,
};
