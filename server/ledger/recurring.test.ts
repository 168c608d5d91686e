import { expect, test } from 'vitest';
import { monthlyRevenue } from './recurring.ts';

const monthly = {
  interval: 'month',
  intervalLength: 1,
  quantity: 1,
  price: '99.00',
  currency: 'EUR',
  nextChargePreTax: null,
} as const;

test.each([
  ['a month', monthly, '99.00'],
  ['a quarter', { ...monthly, intervalLength: 3 }, '33.00'],
  ['a year', { ...monthly, interval: 'year', price: '1200' }, '100.00'],
  ['a week', { ...monthly, interval: 'week', price: '10' }, '43.48'],
  ['a day', { ...monthly, interval: 'day', price: '1' }, '30.44'],
  ['five units', { ...monthly, quantity: 5 }, '495.00'],
  [
    'what will be charged, for all units and with discounts',
    { ...monthly, quantity: 5, nextChargePreTax: '450' },
    '450.00',
  ],
  ['no known interval', { ...monthly, interval: null }, null],
  ['a managed subscription', { ...monthly, interval: 'adhoc' }, null],
  ['an interval without a length', { ...monthly, intervalLength: null }, '99.00'],
  ['an interval of length zero', { ...monthly, intervalLength: 0 }, '99.00'],
  ['what will be charged in a year', { ...monthly, interval: 'year', nextChargePreTax: '1188' }, '99.00'],
  [
    'what will be charged every two weeks',
    { ...monthly, interval: 'week', intervalLength: 2, nextChargePreTax: '10' },
    '21.74',
  ],
  ['no known currency', { ...monthly, currency: null }, null],
  ['no price', { ...monthly, price: null }, null],
  ['yen', { ...monthly, currency: 'JPY', interval: 'year', price: '10000' }, '833'],
] as const)('%s', (_name, subscription, expected) => {
  expect(monthlyRevenue(subscription)).toBe(expected);
});
