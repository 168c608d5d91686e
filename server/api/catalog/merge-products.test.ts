import { expect, test } from 'vitest';
import type { Product } from '../../fastspring/api/api.ts';
import { mergeProducts } from './merge-products.ts';

const listed = (path: string, sku: string | null, name = path): Product => ({
  ...{ path, sku, name: { en: name }, prices: {}, renewal: null },
});
const sold = (path: string | null, sku: string | null, orders = 1, product = 'Sold') => ({
  product,
  sku,
  path,
  orders,
});

test('a product that was renamed is listed once, with its present name and all of its orders', () => {
  const products = mergeProducts(
    [listed('pro', 'PRO-M', 'Pro')],
    [sold('pro', 'PRO-M', 2, 'Old'), sold('PRO', null)],
    'en',
  );
  expect(products).toEqual([{ pattern: 'PRO-M', name: 'Pro', sku: 'PRO-M', path: 'pro', orders: 3 }]);
});

test('the latest name counts where FastSpring does not list the product any more', () => {
  const products = mergeProducts([], [sold('old', null, 1, 'New name'), sold('old', 'OLD', 1, 'Old name')], 'en');
  expect(products).toEqual([{ pattern: 'OLD', name: 'New name', sku: 'OLD', path: 'old', orders: 2 }]);
});

test('products with one SKU are told apart by their paths', () => {
  const products = mergeProducts([listed('a', 'SAME'), listed('b', 'same')], [sold('b', 'SAME')], 'en');
  expect(products.map(({ pattern, orders }) => [pattern, orders])).toEqual([
    ['b', 1],
    ['a', 0],
  ]);
});

test('what has neither SKU nor path cannot be chosen', () => {
  expect(mergeProducts([], [sold(null, null)], 'en')).toEqual([]);
});
