import { expect, test } from 'vitest';
import { objectWithoutAddresses } from './audit-value.ts';

test.each([
  ['Ask anna@acme.example, please', 'Ask …@…, please'],
  ['"Anna" <anna@acme.example>', '"Anna" <…@…>'],
  ['anna@acme.example;ben@bolt.example', '…@…;…@…'],
  ['at @anna or anna@ at 5 @ noon', 'at @anna or anna@ at 5 @ noon'],
  [`${'x'.repeat(1_000_000)} a@b.example`, `${'x'.repeat(1_000_000)} …@…`],
])('an address in a text is left out', (text, kept) => {
  expect(objectWithoutAddresses({ text: [text] })).toEqual({ text: [kept] });
});
