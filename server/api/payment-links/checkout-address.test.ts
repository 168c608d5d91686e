import { expect, test } from 'vitest';
import { isCheckoutAddress, isFastspringsCheckout } from './checkout-address.ts';

const api = 'https://api.fastspring.com';
const sandbox = 'http://127.0.0.1:4001';

test.each([
  ['https://acme.onfastspring.com/session/1', api, true, true],
  ['https://pay.acme.example/session/1', api, true, false],
  ['http://acme.onfastspring.com/session/1', api, false, false],
  ['https://evilonfastspring.com/session/1', api, true, false],
  ['http://127.0.0.1:4001/checkout/session/1', api, false, false],
  ['http://127.0.0.1:4001/checkout/session/1', sandbox, true, true],
  ['http://127.0.0.1:4002/checkout/session/1', sandbox, false, false],
  ['http://127.0.0.1:4001@evil.example/', sandbox, false, false],
])('%s beside the API at %s: payable %s, FastSpring’s own %s', (address, apiUrl, payable, own) => {
  expect(isCheckoutAddress(address, apiUrl)).toBe(payable);
  expect(isFastspringsCheckout(new URL(address), apiUrl)).toBe(own);
});

test.each(['', 'checkout', 'javascript:alert(1)//api.fastspring.com'])('%s is no address to pay at', (address) => {
  expect(isCheckoutAddress(address, api)).toBe(false);
});
