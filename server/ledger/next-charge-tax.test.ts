import { expect, test } from 'vitest';
import { isPricedWithoutTax, isTaxed } from './next-charge-tax.ts';

const subscription = { price: '49.50', quantity: 2, nextChargeTotal: '117.81', nextChargePreTax: '99.00' };

test.each([
  ['tax on top of the price', {}, true, true],
  ['a price with tax in it', { price: '58.905' }, true, false],
  ['a discount, which may hide either', { price: '50.00' }, true, false],
  ['an unknown price', { price: null }, true, false],
  ['no tax', { nextChargeTotal: '99' }, false, false],
  ['an unknown charge', { nextChargeTotal: null }, false, false],
  ['a charge of which only the sum is known', { nextChargePreTax: null }, false, false],
])('%s', (_what, change, taxed, pricedWithoutTax) => {
  const changed = { ...subscription, ...change };
  expect([isTaxed(changed), isPricedWithoutTax(changed)]).toEqual([taxed, pricedWithoutTax]);
});
