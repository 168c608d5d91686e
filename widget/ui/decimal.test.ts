import Big from 'big.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sumDecimals } from './decimal.ts';

it.each([
  [[], '0'],
  [['0.10', '0.2'], '0.30'],
  [['117.81', '-117.81'], '0.00'],
  [['-0.05'], '-0.05'],
  [['1000000000000000.01', '0.02'], '1000000000000000.03'],
  [['12', 'none', '1.5'], '13.5'],
  [['-5', '2'], '-3'],
  [['0.005', '-1'], '-0.995'],
  [['1', '1.', '.5', '1,5', '€1', '1 EUR', '1.2.3', '--1', '1e3', ''], '1'],
])('the sum of %j is %s', (amounts, sum) => {
  expect(sumDecimals(amounts)).toBe(sum);
});

it('agrees with an exact library, for any amounts', () => {
  const amount = fc
    .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 4 }))
    .map(([units, scale]) => new Big(units.toString()).div(10 ** scale).toFixed(scale));
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
      const exact = amounts.reduce((sum, one) => sum.plus(one), new Big(0));
      expect(new Big(sumDecimals(amounts)).eq(exact)).toBe(true);
    }),
  );
});
