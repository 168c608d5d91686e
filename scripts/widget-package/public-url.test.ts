import { expect, it } from 'vitest';
import { parsePublicUrl } from './public-url.ts';

it.each([
  ['https://payments.example', 'https://payments.example'],
  ['https://payments.example/', 'https://payments.example'],
  ['https://payments.example:8443/backend/', 'https://payments.example:8443/backend'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['http://payments.localhost:3000', 'http://payments.localhost:3000'],
  [' https://payments.example/ \n', 'https://payments.example'],
])('takes %s as %s', (text, url) => {
  expect(parsePublicUrl(text)).toEqual({ url });
});

it.each([
  'http://payments.example',
  'http://localhost.payments.example',
  'ftp://payments.example',
  'payments.example',
  '',
  'https://payments.example?key=1',
  'https://payments.example/#top',
  'https://user@payments.example',
  'https://payments.example/ /',
])('refuses "%s" and says what it must be', (text) => {
  expect(parsePublicUrl(text)).toEqual({
    problem: `PUBLIC_URL must be an https:// address without a query (http:// for this machine only): ${text}`,
  });
});
