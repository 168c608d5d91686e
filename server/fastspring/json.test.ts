import { expect, test } from 'vitest';
import { parseExact } from './json.ts';

test('every number is the digits that it was written with', () => {
  expect(parseExact('{"total":4E+1,"tax":1.90,"big":90071992547409931.07,"many":[1.0,-0]}')).toEqual({
    total: '4E+1',
    tax: '1.90',
    big: '90071992547409931.07',
    many: ['1.0', '-0'],
  });
});

test('everything else is as in any JSON', () => {
  expect(parseExact('{"a":true,"b":null,"c":"1.0","d":{}}')).toEqual({ a: true, b: null, c: '1.0', d: {} });
});

test('texts are read as asked for, names and numbers are left alone', () => {
  expect(parseExact('{"name":["anna",1.0]}', (text) => text.toUpperCase())).toEqual({ name: ['ANNA', '1.0'] });
});

test('what is no JSON throws', () => {
  expect(() => parseExact('{')).toThrow(SyntaxError);
});
