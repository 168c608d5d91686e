import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each<[string, unknown, string]>([
  ['a formula', '=HYPERLINK("https://evil.example")', '"\'=HYPERLINK(""https://evil.example"")"'],
  ['a sum', '+1+1', "'+1+1"],
  ['a command', '-2+3|cmd', "'-2+3|cmd"],
  ['a reference', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab in front', '\t=1', "'\t=1"],
  ['a line break in front', '\n=1', '"\'\n=1"'],
  ['an amount', '238.00', '238.00'],
  ['an amount that was given back', '-12.50', '-12.50'],
  ['a quotation mark, a comma and a line break', 'a "b", c\nd', '"a ""b"", c\nd"'],
  ['nothing', null, ''],
  ['a list', [{ sku: 'PRO' }], '"[{""sku"":""PRO""}]"'],
  ['a truth', true, 'true'],
])('%s', (_what, value, expected) => {
  expect(csvLine([value, 'x'])).toBe(`${expected},x\r\n`);
});
