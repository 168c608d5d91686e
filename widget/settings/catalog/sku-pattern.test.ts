import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsSkuPattern as fitsOnServer } from '../../../server/rules/settings/sku-pattern.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

test.each([
  ['PRO-*', 'pro-m', true],
  ['PRO-*', 'PRO', false],
  ['*', '', true],
  ['a.c', 'abc', false],
  ['a(b', 'A(B', true],
  ['*-M', 'PRO-M\n', false],
])('%s and %s: %s', (pattern, name, fits) => {
  expect(fitsSkuPattern(pattern, name)).toBe(fits);
});

test('the page’s preview agrees with the server’s decision', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'B', '*', '-', '.', '$', '\\', '[', '\n', 'é'),
    maxLength: 8,
  });
  fc.assert(
    fc.property(letters, letters, (pattern, name) => {
      expect(fitsSkuPattern(pattern, name)).toBe(fitsOnServer(pattern, name));
    }),
  );
});
