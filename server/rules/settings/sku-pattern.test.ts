import { expect, test } from 'vitest';
import { fitsSkuPattern } from './sku-pattern.ts';

test.each([
  ['PRO-M', 'PRO-M', true],
  ['PRO-M', 'pro-m', true],
  ['PRO-M', 'PRO-MX', false],
  ['PRO-*', 'PRO-M', true],
  ['PRO-*', 'PRO-', true],
  ['PRO-*', 'XPRO-M', false],
  ['*-M', 'PRO-M', true],
  ['*-M', 'PRO-M2', false],
  ['*', '', true],
  ['PRO*-EU-*', 'PRO-PLUS-EU-12', true],
  ['PRO*-EU-*', 'PRO-PLUS-US-12', false],
  ['A*A', 'A', false],
  ['A*A', 'AA', true],
  ['*a*a*', 'ba', false],
  ['PRO.M', 'PRO-M', false],
  ['(PRO', '(PRO', true],
  ['', '', true],
  ['', 'PRO', false],
])('%j fits %j: %s', (pattern, name, fits) => {
  expect(fitsSkuPattern(pattern, name)).toBe(fits);
});

test('a pattern with many stars is matched instantly', () => {
  expect(fitsSkuPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(255))).toBe(false);
});
