import { expect, test } from 'vitest';
import { createOriginCheck } from './card-origin.ts';

test.each([
  ['https://acme.kommo.com', true],
  ['https://not-installed-here.kommo.com', true],
  ['http://acme.kommo.com', false],
  ['https://acme.kommo.com:8443', false],
  ['https://acme.kommo.com/', false],
  ['https://ACME.kommo.com', false],
  ['acme.kommo.com', false],
  ['https://www.kommo.com', false],
  ['https://kommo.com', false],
  ['https://acme.kommo.com.evil.example', false],
  ['https://evil.example', false],
  ['null', false],
  [undefined, false],
])('the answers may be read by a page of %s: %s', (origin, mayRead) => {
  expect(createOriginCheck('https://{subdomain}.kommo.com')(origin)).toBe(mayRead);
});

test('accounts that share one host are one origin', () => {
  const isKommoPage = createOriginCheck('http://127.0.0.1:4001/{subdomain}');
  expect(['http://127.0.0.1:4001', 'http://127.0.0.1:4002', 'https://acme.kommo.com'].map(isKommoPage)).toEqual([
    true,
    false,
    false,
  ]);
});
