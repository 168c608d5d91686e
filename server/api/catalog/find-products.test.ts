import { expect, test } from 'vitest';
import { findProducts } from './find-products.ts';
import type { ListedProduct } from './products-view.ts';

const product = (pattern: string, name: string, path: string | null = null): ListedProduct => ({
  ...{ pattern, name, sku: pattern, path, orders: 0 },
});
const products = [
  product('PRO-Y', 'Pro plan, yearly', 'pro-plan-yearly'),
  product('PRO-M', 'Pro plan', 'pro-plan-monthly'),
  product('LIVRO', 'Manual de Integração', 'manual'),
  product('CAFÉ', 'Kahve', 'kahve-paketi'),
];
const patterns = (search: string) => findProducts(products, search).map(({ pattern }) => pattern);

test.each([
  ['', ['PRO-Y', 'PRO-M', 'LIVRO', 'CAFÉ']],
  ['pro plan', ['PRO-M', 'PRO-Y']],
  ['plan pro', ['PRO-Y', 'PRO-M']],
  ['pro-m', ['PRO-M']],
  ['yearly pro', ['PRO-Y']],
  ['integracao', ['LIVRO']],
  ['cafe', ['CAFÉ']],
  ['  KAHVE-paketi ', ['CAFÉ']],
  ['monthly', ['PRO-M']],
  ['enterprise', []],
  ['***', ['PRO-Y', 'PRO-M', 'LIVRO', 'CAFÉ']],
])('%j finds %j', (search, found) => {
  expect(patterns(search)).toEqual(found);
});
