import { expect, test } from 'vitest';
import { parseExact } from './json.ts';

test('numbers keep their digits as text', () => {
  expect(parseExact('{"total":4E+1,"tax":1.90,"big":90071992547409931.07,"many":[1.0,-0]}')).toEqual({
    total: '4E+1',
    tax: '1.90',
    big: '90071992547409931.07',
    many: ['1.0', '-0'],
  });
});

test('everything else is plain JSON', () => {
  expect(parseExact('{"a":true,"b":null,"c":"1.0","d":{}}')).toEqual({ a: true, b: null, c: '1.0', d: {} });
});

test('invalid JSON throws', () => {
  expect(() => parseExact('{')).toThrow(SyntaxError);
});
