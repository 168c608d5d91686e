import { expect, test } from 'vitest';
import { cardText, methodName } from './payment-method-text.ts';

const method = (change: object) => ({ type: null, brand: null, last4: null, ...change });

test.each([
  [{ type: 'card', brand: 'visa', last4: '4242' }, 'Visa ••••\u00a04242'],
  [{ type: 'creditcard', brand: 'American Express' }, 'American Express'],
  [{ brand: 'Cartes Bancaires', last4: '1111' }, 'Cartes Bancaires ••••\u00a01111'],
  [{ type: 'creditcard', last4: '4242' }, 'Card ••••\u00a04242'],
  [{ type: 'CREDIT_CARD', last4: '4242' }, 'Card ••••\u00a04242'],
  [{ type: 'paypal' }, 'PayPal'],
  [{ type: 'constructor' }, 'constructor'],
  [{ last4: '4242' }, null],
])('%j is named %j', (given, name) => {
  expect(methodName(method(given), 'en')).toBe(name);
});

test.each([
  ['en', 'Visa, expires 03/2027', 'Visa, expired 03/2027'],
  ['es', 'Visa, vence en 03/2027', 'Visa, venció en 03/2027'],
  ['pt-BR', 'Visa, vence em 03/2027', 'Visa, venceu em 03/2027'],
  ['tr', 'Visa, son kullanma: 03/2027', 'Visa, süresi doldu: 03/2027'],
  ['id', 'Visa, berlaku hingga 03/2027', 'Visa, kedaluwarsa sejak 03/2027'],
])('a card and its expiry in %s', (language, good, expired) => {
  expect(cardText('Visa', '2027-03', false, language)).toBe(good);
  expect(cardText('Visa', '2027-03', true, language)).toBe(expired);
});
