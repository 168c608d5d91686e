import { expect, test } from 'vitest';
import { reasonText } from './reasons.ts';

test.each([
  ['EXPIRED_CARD', 'the card has expired'],
  ['expired_card', 'the card has expired'],
  ['Product Not As Expected', 'not what the customer expected'],
  ['Discount / Coupon', 'discount or coupon applied afterwards'],
  ['wireTransfer', 'waiting for the bank transfer'],
  ['SOMETHING_NEW', 'SOMETHING_NEW'],
  ['constructor', 'constructor'],
  [' Something else ', 'Something else'],
  ['- Duplicate order -', 'duplicate order'],
  ['UNKNOWN', null],
  ['(other)', null],
  ['None.', null],
  ['null', null],
  ['OTHER', null],
  ['N/A', null],
  [' ', null],
  [null, null],
])('%j reads %j', (reason, text) => {
  expect(reasonText(reason, 'en')).toBe(text);
});

test('reasons are in the reader’s language', () => {
  expect(reasonText('EXPIRED_CARD', 'es')).toBe('la tarjeta está vencida');
});
