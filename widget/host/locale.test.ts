import { expect, test } from 'vitest';
import { localeOf } from './locale.ts';

test.each([
  ['pt', ['en-US', 'pt-BR', 'pt-PT'], 'pt-BR'],
  ['es', ['en-US', 'de'], 'es'],
  ['en', ['en-US@posix'], 'en'],
  ['en', ['en-US@posix', 'en-GB'], 'en-GB'],
  ['pt_BR', ['pt-BR'], 'en'],
])('Kommo in %s in a browser that reads %j is shown in %s', (language, tags, locale) => {
  expect(localeOf(language, tags)).toBe(locale);
  expect(() => new Intl.NumberFormat(localeOf(language, tags))).not.toThrow();
});
