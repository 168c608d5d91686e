import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute, type StubAnswer, type StubRequest } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringNotFound, FastspringRefused, FastspringUnavailable } from './errors.ts';

const order = (id: string) => ({ id, order: id, total: 119, result: 'success' });
const missing = (id: string) => ({ order: id, result: 'error', error: { order: 'Not found' } });
const idsIn = ({ url }: StubRequest) => (url.split('/')[2] ?? '').split(',');

test('a list of orders brings those whole that it names by their ids, in its order', async () => {
  const { api, store } = await startApiStack(
    byRoute({
      'GET /orders?scope=live&begin=2026-11-01&end=2026-11-20&returns=true&limit=50&page=3': {
        body: '{"orders":["O-1",{"id":"O-2","total":4E+1},"O-3","O-4"],"nextPage":"4","total":160}',
      },
      'GET /orders/O-1,O-3,O-4': { body: { orders: [order('O-3'), missing('O-4'), order('O-1')] } },
    }),
  );
  const page = await api.listOrders({ scope: 'live', begin: '2026-11-01', end: '2026-11-20', returns: true }, 3);
  expect(page.items.map(({ id }) => id)).toEqual(['O-1', 'O-2', 'O-3']);
  expect(page.items[1]?.json).toBe('{"id":"O-2","total":4E+1}');
  expect(page).toMatchObject({ nextPage: 4, total: 160 });
  expect(store.requests).toHaveLength(2);
});

test.each<[string, StubAnswer]>([
  ['no next page', { body: { orders: [order('O-1')], nextPage: null } }],
  ['no word about pages', { body: [order('O-1')] }],
  ['the same page again', { body: { orders: [order('O-1')], nextPage: 2 } }],
  ['an empty page', { body: { orders: [], nextPage: 3 } }],
  ['no list', { body: { result: 'success', nextPage: 3 } }],
  ['an object where the list should be', { body: { orders: {}, nextPage: 3 } }],
  ['nothing found', { status: 400, body: { result: 'error', error: { page: 'Page not found' } } }],
])('%s ends a list', async (_what, answer) => {
  const { api } = await startApiStack(() => answer);
  expect(await api.listOrders({ scope: 'all' }, 2)).toMatchObject({ nextPage: null });
});

test('a list that is refused for what it asks is no empty list', async () => {
  const { api } = await startApiStack(() => ({ status: 400, body: { result: 'error', error: { begin: 'Invalid' } } }));
  await expect(api.listOrders({ scope: 'all' }, 1)).rejects.toThrow(FastspringRefused);
});

test('orders are asked for in batches', async () => {
  const { api, store } = await startApiStack((request) => ({ body: { orders: idsIn(request).map(order) } }));
  const ids = Array.from({ length: 60 }, (_, index) => `O-${index}`);
  expect((await api.getOrders(ids)).map(({ id }) => id)).toEqual(ids);
  expect(store.requests).toHaveLength(3);
});

test('one order alone comes without a list', async () => {
  const { api } = await startApiStack(() => ({ body: order('O-1') }));
  expect(await api.getOrders(['O-1'])).toMatchObject([{ id: 'O-1' }]);
  expect(await api.getOrders([])).toEqual([]);
});

test('one missing order never hides the others of its batch', async () => {
  const { api, store } = await startApiStack((request) => {
    const ids = idsIn(request);
    return ids.includes('O-3') ? { status: 400, body: missing('O-3') } : { body: { orders: ids.map(order) } };
  });
  const found = await api.getOrders(['O-1', 'O-2', 'O-3', 'O-4', 'O-5']);
  expect(found.map(({ id }) => id)).toEqual(['O-1', 'O-2', 'O-4', 'O-5']);
  expect(store.requests.map(({ url }) => url)).toEqual([
    '/orders/O-1,O-2,O-3,O-4,O-5',
    '/orders/O-1,O-2,O-3',
    '/orders/O-1,O-2',
    '/orders/O-3',
    '/orders/O-4,O-5',
  ]);
});

test('a batch that is too long is asked for in parts; an object that is itself refused is reported', async () => {
  const { api, store } = await startApiStack((request) => {
    const ids = idsIn(request);
    return ids.length > 2 ? { status: 414 } : { body: { orders: ids.map(order) } };
  });
  expect(await api.getOrders(['O-1', 'O-2', 'O-3', 'O-4', 'O-5'])).toHaveLength(5);
  store.answer(() => ({ status: 400, body: { result: 'error', error: { order: 'Locked' } } }));
  await expect(api.getOrders(['O-1', 'O-2'])).rejects.toThrow(FastspringRefused);
});

test('a batch that was answered with the status of a failure brings what was found', async () => {
  const { api } = await startApiStack(() => ({ status: 400, body: { orders: [missing('O-1'), order('O-2')] } }));
  expect(await api.getOrders(['O-1', 'O-2'])).toMatchObject([{ id: 'O-2' }]);
});

test('objects without ids are no answer', async () => {
  const { api } = await startApiStack(() => ({ body: { orders: [{ total: 1 }] } }));
  await expect(api.listOrders({ scope: 'all' }, 1)).rejects.toThrow(FastspringUnavailable);
});

test('subscriptions are listed, and read whole where the list names them only', async () => {
  const { api } = await startApiStack(
    byRoute({
      'GET /subscriptions?scope=all&event=created&begin=2026-11-01&end=2026-11-20&limit=50&page=1': {
        body: { subscriptions: ['S-1', { subscription: 'S-2' }], nextPage: 2 },
      },
      'GET /subscriptions/S-1': { body: '{"subscription":"S-1","price":14.950}' },
    }),
  );
  const filter = { scope: 'all', event: 'created', begin: '2026-11-01', end: '2026-11-20' } as const;
  const page = await api.listSubscriptions(filter, 1);
  expect(page.items).toEqual([
    { id: 'S-1', json: '{"subscription":"S-1","price":14.950}' },
    { id: 'S-2', json: '{"subscription":"S-2"}' },
  ]);
  expect(page.nextPage).toBe(2);
});

test('a subscription and the orders of its periods', async () => {
  const { api } = await startApiStack(
    byRoute({
      'GET /subscriptions/S-1': { body: { id: 'S-1', state: 'active' } },
      'GET /subscriptions/S-1/entries': {
        body: '[{"id":"E-1","order":{"id":"O-1","total":799.990}},{"id":"E-2"},{"id":"E-3","order":null}]',
      },
      'GET /subscriptions/S-3/entries': { body: { entries: [] } },
    }),
  );
  expect(await api.getSubscription('S-1')).toMatchObject({ id: 'S-1' });
  expect(await api.listSubscriptionEntries('S-1')).toEqual([{ id: 'O-1', json: '{"id":"O-1","total":799.990}' }]);
  await expect(api.getSubscription('S-2')).rejects.toThrow(FastspringNotFound);
  await expect(api.listSubscriptionEntries('S-3')).rejects.toThrow(FastspringUnavailable);
});
