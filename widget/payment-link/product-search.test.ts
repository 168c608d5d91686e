import { expect, test } from 'vitest';
import { findProducts } from './product-search.ts';

const product = (name: string, path: string) => ({
  ...{ name, path, price: null, currency: null, interval: null, intervalLength: 1 },
});
const products = [product('Pro plan', 'pro-monthly'), product('Édition équipe', 'team'), product('Storage', 'gb-100')];

test.each([
  ['', ['Pro plan', 'Édition équipe', 'Storage']],
  ['  PRO ', ['Pro plan']],
  ['plan pro', ['Pro plan']],
  ['equipe', ['Édition équipe']],
  ['ÉDITION', ['Édition équipe']],
  ['gb-1', ['Storage']],
  ['pro storage', []],
])('"%s" finds %j', (typed, names) => {
  expect(findProducts(products, typed).map(({ name }) => name)).toEqual(names);
});
