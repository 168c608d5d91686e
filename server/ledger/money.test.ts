import { expect, test } from 'vitest';
import { add, decimalString, plainDecimal, scale, subtract } from './money.ts';

test.each([
  ['4E+1', '40'],
  ['0.0000', '0'],
  ['14.95', '14.95'],
  ['-10.0', '-10'],
  [' 60 ', '60'],
  ['12345678901234567.89', '12345678901234567.89'],
  ['', null],
  ['€5', null],
  ['1,5', null],
  ['NaN', null],
  ['1e9999', null],
])('%j is %j in plain digits', (text, digits) => {
  expect(plainDecimal(text)).toBe(digits);
});

test.each([
  ['69.9', 'EUR', '69.90'],
  ['5380', 'JPY', '5380'],
  ['5380.5', 'JPY', '5380.5'],
  ['1.5', 'KWD', '1.500'],
  ['13.845', 'USD', '13.845'],
  ['0', 'BRL', '0.00'],
  ['7', 'XYZ', '7.00'],
])('%s %s is written %s', (amount, currency, written) => {
  expect(decimalString(amount, currency)).toBe(written);
});

test('sums are exact where floats are not', () => {
  expect(add('0.1', '0.2')).toBe('0.3');
  expect(add(...Array.from({ length: 1000 }, () => '0.01'))).toBe('10');
  expect(subtract('12345678901234567.89', '0.9')).toBe('12345678901234566.99');
});

test('what is computed is rounded half up to the currency', () => {
  expect(scale('100', 1, 12, 'EUR')).toBe('8.33');
  expect(scale('100', 1, 8, 'JPY')).toBe('13');
});
