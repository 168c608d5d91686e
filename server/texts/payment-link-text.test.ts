import { expect, test } from 'vitest';
import { type NotedLink, paymentLinkNote } from './payment-link-text.ts';

const link: NotedLink = {
  kind: 'checkout',
  url: 'https://crm.example/pay/t0ken',
  product: 'Pro plan',
  quantity: 1,
  coupon: null,
  email: 'anna@acme.example',
  madeBy: 'Ben Weber',
  expiresAt: null,
};

test.each<[string, Partial<NotedLink>, string]>([
  ['a link', {}, 'Ben Weber created a payment link · Pro plan · for anna@acme.example · https://crm.example/pay/t0ken'],
  [
    'a quote that runs out',
    { kind: 'quote', expiresAt: Date.UTC(2026, 11, 20) },
    'Ben Weber created a quote · Pro plan · for anna@acme.example · valid until Dec 20, 2026 · https://crm.example/pay/t0ken',
  ],
  [
    'several at a reduced price',
    { quantity: 5, coupon: 'SPRING' },
    'Ben Weber created a payment link · Pro plan × 5 · for anna@acme.example · coupon SPRING · https://crm.example/pay/t0ken',
  ],
])('the note of %s says who made it, what it is and for which buyer', (_what, change, text) => {
  expect(paymentLinkNote({ ...link, ...change }, 'en')).toBe(text);
});
