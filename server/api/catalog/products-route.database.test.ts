import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import type { Product } from '../../fastspring/api/api.ts';
import { FastspringUnauthorized, FastspringUnavailable } from '../../fastspring/api/errors.ts';

const minute = 60_000;
const product = (path: string, sku: string | null, name: string): Product => ({
  path,
  sku,
  name: { en: name, de: `${name} (de)` },
  prices: {},
  renewal: null,
});
const page = (items: readonly Product[], nextPage: number | null = null) => ({ items, nextPage, total: null });
const pro = product('pro-plan', 'PRO-M', 'Pro plan');
const team = product('team-plan', null, 'Team plan');

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
const items = (...skus: readonly string[]) =>
  skus.map((sku) => ({ product: `Item ${sku}`, sku, productPath: sku === 'PRO-M' ? 'pro-plan' : null, quantity: 1 }));

test('FastSpring’s catalogue and what was sold are one list, the most sold first', async () => {
  const asked: number[] = [];
  const listProducts = async (number: number) => {
    asked.push(number);
    return number === 1 ? page([pro], 2) : page([team]);
  };
  const { call, prisma, accountId } = await startSettingsServer({ fastspring: { listProducts } });
  await prisma.order.createMany({
    data: [
      { ...order, accountId, orderId: '1', items: items('PRO-M', 'OLD-1') },
      { ...order, accountId, orderId: '2', items: items('PRO-M') },
      { ...order, accountId, orderId: 'test', live: false, items: items('PRO-M', 'TRIED') },
      { ...order, accountId, orderId: 'failed', state: 'failed', items: items('OLD-1') },
    ],
  });
  const list = () => call('GET', '/api/v1/catalog/products', { headers: { 'accept-language': 'de' } });
  expect(await list()).toMatchObject({
    status: 200,
    body: {
      catalogue: 'read',
      further: 0,
      products: [
        { pattern: 'PRO-M', name: 'Pro plan (de)', sku: 'PRO-M', path: 'pro-plan', orders: 2 },
        { pattern: 'OLD-1', name: 'Item OLD-1', sku: 'OLD-1', path: null, orders: 1 },
        { pattern: 'TRIED', name: 'Item TRIED', orders: 0 },
        { pattern: 'team-plan', name: 'Team plan (de)', sku: null, path: 'team-plan', orders: 0 },
      ],
    },
  });
  await list();
  expect(asked).toEqual([1, 2]);
});

test('a search finds names, SKUs and paths; at most 50 are listed', async () => {
  const many = Array.from({ length: 60 }, (_, index) => product(`add-on-${index}`, `ADD-${index}`, `Add-on ${index}`));
  const { call } = await startSettingsServer({ fastspring: { listProducts: async () => page([pro, team, ...many]) } });
  const search = async (words: string) =>
    (await call('GET', `/api/v1/catalog/products?search=${encodeURIComponent(words)}`)).body;
  expect((await search('PRO plan')).products).toMatchObject([{ pattern: 'PRO-M' }]);
  expect((await search('add-7')).products[0]).toMatchObject({ pattern: 'ADD-7' });
  expect((await search('team-pl')).products).toMatchObject([{ pattern: 'team-plan' }]);
  expect(await search('nothing')).toMatchObject({ products: [], further: 0 });
  const all = await search('');
  expect([all.products.length, all.further]).toEqual([50, 12]);
  expect(await call('GET', `/api/v1/catalog/products?search=${'x'.repeat(101)}`)).toMatchObject({ status: 400 });
});

test('while FastSpring takes its time the list comes without its catalogue, and with it afterwards', async () => {
  const answer = Promise.withResolvers<ReturnType<typeof page>>();
  const { call } = await startSettingsServer({ fastspring: { listProducts: () => answer.promise } });
  const list = async () => (await call('GET', '/api/v1/catalog/products')).body;
  expect(await list()).toEqual({ products: [], further: 0, catalogue: 'reading' });
  answer.resolve(page([pro]));
  expect(await list()).toMatchObject({ products: [{ pattern: 'PRO-M' }], catalogue: 'read' });
});

test.each([
  ['refused', new FastspringUnauthorized('no')],
  ['unavailable', new FastspringUnavailable('down')],
])('a catalogue that is %s is said to be, and is asked for again after a while', async (state, error) => {
  let asked = 0;
  const listProducts = async () => {
    asked += 1;
    if (asked > 1) return page([pro]);
    throw error;
  };
  const { call, letTimePass } = await startSettingsServer({ fastspring: { listProducts } });
  const list = async () => (await call('GET', '/api/v1/catalog/products')).body;
  expect(await list()).toMatchObject({ products: [], catalogue: state });
  expect(await list()).toMatchObject({ products: [], catalogue: state });
  expect(asked).toBe(1);
  letTimePass(minute);
  expect(await list()).toMatchObject({ products: [{ pattern: 'PRO-M' }], catalogue: 'read' });
});

test('without credentials the answer says so; it is for administrators', async () => {
  const { call } = await startSettingsServer();
  expect((await call('GET', '/api/v1/catalog/products')).body).toMatchObject({ catalogue: 'not_configured' });
  expect((await call('GET', '/api/v1/catalog/products', { as: 'seller' })).status).toBe(403);
});

test('a product that was never sold is no mistake where FastSpring sells it', async () => {
  const { call, prisma, accountId, sandbox } = await startSettingsServer({
    fastspring: { listProducts: async () => page([team]) },
  });
  await prisma.order.create({ data: { ...order, accountId, orderId: '1', items: items('PRO-M') } });
  const pipelineId = sandbox.account().pipelines[0]?.id;
  const save = (...skus: readonly string[]) =>
    call('PUT', '/api/v1/settings', { json: { products: skus.map((sku) => ({ sku, pipelineId })) } });
  expect((await save('PRO-M', 'team-plan')).body.warnings).toEqual([]);
  expect((await save('gone-plan')).body.warnings).toMatchObject([{ code: 'fits_no_product' }]);
});
