import { expect, test } from 'vitest';
import { httpsAddress } from './https-address.ts';

test.each(['https://acme.onfastspring.com/invoice/1', 'HTTPS://ACME.example'])('%s is kept unchanged', (address) => {
  expect(httpsAddress(address)).toBe(address);
});

test.each([
  ...['javascript:alert(1)', 'java\nscript:alert(1)', 'http://acme.example', 'data:text/html,x', '//acme.example', 'x'],
  ...['', ' javascript:https://', 'https:', null],
])('%j is none', (address) => {
  expect(httpsAddress(address)).toBeNull();
});
