import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storableJson } from './storable-json.ts';

const meaning = (text: string): unknown => JSON.parse(storableJson(text));

test.each([
  [String.raw`"a\u0000b"`, 'a\u{FFFD}b'],
  [String.raw`"\\u0000"`, String.raw`\u0000`],
  [String.raw`"\\\u0000"`, '\\\u{FFFD}'],
  [String.raw`"\ud83d\ude80"`, '🚀'],
  [String.raw`"\uD83D\uDE80\uDE80"`, '🚀\u{FFFD}'],
  [String.raw`"\ud83d\ud83d\ude80"`, '\u{FFFD}🚀'],
  [String.raw`"\ud83d\\ude80"`, String.raw`${'\u{FFFD}'}\ude80`],
  [String.raw`"\ud83d🚀\u00e9\u0001"`, '\u{FFFD}🚀é\u0001'],
  [String.raw`{"k\u0000":[{"\udc00":1}]}`, { 'k\u{FFFD}': [{ '\u{FFFD}': 1 }] }],
])('%s', (text, expected) => {
  expect(meaning(text)).toEqual(expected);
});

test('in any string, exactly the characters that Postgres refuses are replaced', () => {
  const anything = fc.string({
    unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\\', '"', '\ud83d', '\ude80', 'u0000')),
  });
  fc.assert(
    fc.property(anything, (text) => {
      const escaped = JSON.stringify(text).replaceAll(
        /[^\x20-\x7e]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      const expected = text.replaceAll('\0', '\u{FFFD}').toWellFormed();
      expect(meaning(JSON.stringify(text))).toBe(expected);
      expect(meaning(escaped)).toBe(expected);
    }),
  );
});
