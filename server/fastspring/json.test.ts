import fc from 'fast-check';
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

test('a text of any length can be read', () => {
  const long = '9'.repeat(1_000_000);
  expect(parseExact(`{"total":${long},"text":"${'\\"1'.repeat(100_000)}"}`)).toEqual({
    total: long,
    text: '"1'.repeat(100_000),
  });
});

test.each([
  '{',
  '[01]',
  '[1.]',
  '[.5]',
  '[+1]',
  '[1e]',
  '[-]',
  '[1-2]',
  '[1 2]',
  '{0:1}',
  '{0 :1}',
  '["\\1"]',
  '"1',
  '1"',
])('invalid JSON throws: %s', (text) => {
  expect(() => parseExact(text)).toThrow(SyntaxError);
});

test('for any text it agrees with a parser that knows the source of each number', () => {
  const bySource = (text: string): unknown =>
    JSON.parse(text, (_key, value, { source }) => (typeof value === 'number' ? source : value));
  const pieces = [
    '"',
    '\\',
    '1',
    '0',
    '-',
    '.',
    'e',
    '+',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '"a":',
    '[1',
    ',2.50',
    '"\\"1',
    'null',
  ];
  const piece = fc.constantFrom(...pieces);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(piece, { maxLength: 8 }).map((some) => some.join('')),
      ),
      (text) => {
        expect(resultOf(parseExact, text)).toEqual(resultOf(bySource, text));
      },
    ),
    { numRuns: 2_000 },
  );
});

function resultOf(parse: (text: string) => unknown, text: string): unknown {
  try {
    return { value: parse(text) };
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : error;
  }
}
