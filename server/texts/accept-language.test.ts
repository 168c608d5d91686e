import { expect, test } from 'vitest';
import { languageOfRequest } from './accept-language.ts';

test.each([
  ['es', 'es'],
  ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
  ['de-DE, de;q=0.9, tr;q=0.5', 'tr'],
  ['id;q=0.4, es;q=0.7', 'es'],
  ['en-GB,es;q=0.9', 'en'],
  ['es;q=0, fr', 'en'],
  ['es;xq=0, tr;q=0.5', 'es'],
  ['de-EN, es', 'es'],
  ['*', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('a browser that asks for %j reads %s', (header, locale) => {
  expect(languageOfRequest(header).locale).toBe(locale);
});
