import { expect, test } from 'vitest';
import { subscriptionFact } from '../../testing/server/rules/facts.ts';
import { changeText } from './change-text.ts';

const updated = (subscription: Parameters<typeof subscriptionFact>[1] = {}) =>
  subscriptionFact('subscription.updated', subscription);
const before = subscriptionFact('subscription.activated');

test.each([
  [{ quantity: 5 }, 'Pro plan × 2 → Pro plan × 5'],
  [{ product: 'Team plan' }, 'Pro plan × 2 → Team plan × 2'],
  [{ price: '199.00' }, '€238.00 a month → €199.00 a month'],
  [{ interval: 'year', price: '999.00' } as const, '€238.00 a month → €999.00 a year'],
  [{ quantity: 1, price: '119.00' }, 'Pro plan × 2 → Pro plan · €238.00 a month → €119.00 a month'],
  [{ product: null }, 'Pro plan × 2 → PRO-M × 2'],
  [{ price: null, product: null, sku: null }, null],
  [{ sequence: 9 }, null],
])('%j reads %j', (subscription, text) => {
  expect(changeText(before, updated({ subscription }), 'en')).toBe(text);
});

test.each([
  ['subscription.paused', 'Subscription paused'],
  ['subscription.group.resumed', 'Subscription resumed'],
  ['subscription.canceled', 'Subscription canceled'],
  ['subscription.uncanceled', 'Cancellation withdrawn'],
])('%s has the same words whatever it shows', (type, text) => {
  expect(changeText(before, subscriptionFact(type), 'en')).toBe(text);
  expect(changeText(null, subscriptionFact(type), 'en')).toBe(text);
});

test('has nothing to compare the first fact with', () => {
  expect(changeText(null, updated({ subscription: { quantity: 5 } }), 'en')).toBeNull();
});

test('is written in the reader’s language', () => {
  const fact = subscriptionFact('subscription.paused', { subscription: { price: '199.00' } });
  expect(changeText(before, fact, 'es')).toBe('Suscripción en pausa · 238,00\u00a0€ al mes → 199,00\u00a0€ al mes');
});
