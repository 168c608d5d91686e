import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test.each([
  ['a\u202Eb\u202C', 'ab'],
  ['\u2066a\u2069\u200F\u200E\u061C', 'a'],
  ['a\u0000b\u0007c\u001B[31md\u007F\u0085\u009F', 'abc[31md'],
  ['one\r\ntwo\rthree\u2028four\nfive\tsix', 'one\ntwo\nthree\nfour\nfive\tsix'],
  ['محمد 👨‍👩‍👧 Ünal — 90,00 €', 'محمد 👨‍👩‍👧 Ünal — 90,00 €'],
])('%j is written as %j', (text, written) => {
  expect(plainText(text)).toBe(written);
});
