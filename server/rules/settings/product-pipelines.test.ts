import { expect, test } from 'vitest';
import { pipelinesOfProducts } from './product-pipelines.ts';

const products = [
  { sku: 'PRO-TEAM', pipelineId: 2 },
  { sku: 'PRO-*', pipelineId: 1 },
  { sku: 'support', pipelineId: 3 },
  { sku: 'großkunde', pipelineId: 4 },
];

test.each([
  [[['PRO-M']], [1]],
  [[['PRO-TEAM']], [2]],
  [[['PRO-M', 'pro-monthly']], [1]],
  [[['Großkunde']], [4]],
  [[['PRO-M', 'support']], [1]],
  [[['BASIC', 'support']], [3]],
  [
    [['support'], ['PRO-M'], ['PRO-Y']],
    [3, 1],
  ],
  // An order names a product by SKU and path, its subscription only by the path.
  [[['PRO-M', 'support'], ['support']], [1]],
  [[['support'], ['PRO-M', 'Support']], [1]],
  [[['PRO-TEAM'], ['team', 'support'], ['PRO-TEAM', 'team']], [2]],
  [[[], []], []],
  [[['BASIC']], []],
  [[], []],
])('%j is sold in %j', (names, pipelineIds) => {
  expect(pipelinesOfProducts(products, names)).toEqual(pipelineIds);
});
