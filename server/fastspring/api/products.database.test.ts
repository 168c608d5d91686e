import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringNotFound } from './errors.ts';

const pro =
  '{"product":"pro-plan","display":{"en":"Pro plan","de":"Pro-Tarif"},"sku":"PRO-M","pricing":{"price":{"USD":99.00,"EUR":4E+1},"interval":"month","intervalLength":3},"result":"success"}';

test('the catalogue is listed by paths and described by name, with exact prices', async () => {
  const { api } = await startApiStack(
    byRoute({
      'GET /products?limit=50&page=1': { body: { products: ['pro-plan', 'gone', 'manual'], nextPage: null } },
      'GET /products/pro-plan,gone,manual': {
        body: `{"products":[${pro},{"product":"gone","result":"error","error":{"product":"Not found"}},{"product":"manual","display":"Manual","sku":null}]}`,
      },
    }),
  );
  expect(await api.listProducts(1)).toEqual({
    items: [
      {
        path: 'pro-plan',
        name: { en: 'Pro plan', de: 'Pro-Tarif' },
        sku: 'PRO-M',
        prices: { USD: '99.00', EUR: '4E+1' },
        renewal: { interval: 'month', length: 3 },
      },
      { path: 'manual', name: { en: 'Manual' }, sku: null, prices: {}, renewal: null },
    ],
    nextPage: null,
    total: null,
  });
});

test('one product, wrapped in a list or not', async () => {
  const { api } = await startApiStack(
    byRoute({
      'GET /products/pro-plan': { body: `{"products":[${pro}]}` },
      'GET /products/manual': { body: { product: 'manual', pricing: { price: [], interval: 7 } } },
    }),
  );
  expect(await api.getProduct('pro-plan')).toMatchObject({ path: 'pro-plan', sku: 'PRO-M' });
  expect(await api.getProduct('manual')).toEqual({ path: 'manual', name: {}, sku: null, prices: {}, renewal: null });
  await expect(api.getProduct('nothing')).rejects.toThrow(FastspringNotFound);
});
