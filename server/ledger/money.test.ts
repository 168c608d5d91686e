import { describe, expect, test, vi } from 'vitest';
import {
  add,
  compare,
  decimalString,
  isZero,
  minorDigits,
  plainDecimal,
  proportion,
  scale,
  subtract,
} from './money.ts';

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
  ['+5', '5'],
  ['.55', '0.55'],
  ['5.', '5'],
  ['1.5e-3', '0.0015'],
  ['4E+01', '40'],
  ['.', null],
  ['--5', null],
  ['5-', null],
  ['1e', null],
  ['e5', null],
  ['5 EUR', null],
  ['EUR 5', null],
  ['0x10', null],
  // Doubles with all digits as Java writes them, and a sum of two.
  ['29.989999999999998436805981327779591083526611328125', '29.99'],
  ['-29.989999999999998436805981327779591083526611328125', '-29.99'],
  ['0.01000000000000000020816681711721685132943093776702880859375', '0.01'],
  ['1234567.88999999989755451679229736328125', '1234567.89'],
  ['0.3000000000000000444089209850062616169452667236328125', '0.3'],
  ['-0.00000000000000001', '0'],
  ['0.1234567891', '0.1234567891'],
  // The tail of a large sum is short.
  ['1234567.8900000001', '1234567.89'],
  ['150000000.00000003', '150000000'],
  ['59.980000000000004', '59.98'],
  ['123456789012.345', '123456789012.345'],
  // Four decimals are not a tail, however large the amount is.
  ['12345678901234567.8901', '12345678901234567.8901'],
])('%j is %j in plain digits', (text, digits) => {
  expect(plainDecimal(text)).toBe(digits);
});

describe('an amount of absurd size is rejected', () => {
  const digits = (count: number) => '9'.repeat(count);

  test.each([
    ['in front of the point', digits(30), `${digits(31)}`],
    ['below zero', `-${digits(30)}`, `-${digits(31)}`],
    ['written out', '1e29', '1e30'],
  ])('beyond 30 digits %s', (_place, most, tooMany) => {
    expect(plainDecimal(most)).toMatch(/\d{30}$|^\d{30}/);
    expect(plainDecimal(tooMany)).toBeNull();
  });

  test('with more than 120 characters in all', () => {
    expect(plainDecimal(`${'0'.repeat(119)}5`)).toBe('5');
    expect(plainDecimal(`${'0'.repeat(120)}5`)).toBeNull();
  });
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

test('computed amounts are rounded half up to the currency', () => {
  expect(scale('100', 1, 12, 'EUR')).toBe('8.33');
  expect(scale('100', 1, 8, 'JPY')).toBe('13');
});

test('a share is rounded to the currency, and a share of zero is zero', () => {
  expect(proportion('38.00', '119.00', '238.00', 'EUR')).toBe('19.00');
  expect(proportion('10', '1', '8', 'EUR')).toBe('1.25');
  expect(proportion('10', '1', '3', 'EUR')).toBe('3.33');
  expect(proportion('100', '1', '8', 'JPY')).toBe('13');
  expect(proportion('38.00', '0', '0.00', 'EUR')).toBe('0');
});

test('amounts are compared by value, not by spelling', () => {
  expect(compare('238', '238.00')).toBe(0);
  expect(compare('9', '10')).toBe(-1);
  expect(compare('0.3', '0.25')).toBe(1);
  expect(isZero('0.00')).toBe(true);
  expect(isZero('-0')).toBe(true);
  expect(isZero('0.01')).toBe(false);
});

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['eur', 2],
  ['jpy', 0],
  ['XYZ', 2],
  ['POINTS', 2],
  ['EURO', 2],
  ['', 2],
  ['1JP', 2],
])('%s has %d decimals, also when asked again', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
  expect(minorDigits(currency)).toBe(digits);
});

test('Intl, which is slow, is asked once for each currency', () => {
  const asked = vi.spyOn(Intl, 'NumberFormat');
  for (const _time of [1, 2]) expect(minorDigits('TND')).toBe(3);
  expect(asked).toHaveBeenCalledOnce();
  asked.mockRestore();
});
