import { expect, test } from 'vitest';
import { monthlyLine, priceLine } from './subscription-line.ts';

const monthly = {
  ...{ price: '99', currency: 'EUR', quantity: 1 },
  ...{ interval: 'month' as const, intervalLength: 1 },
};
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ');

test.each([
  ['a month', monthly, '€99.00 a month'],
  ['several units', { ...monthly, quantity: 1_200 }, '1,200 × €99.00 a month'],
  ['several months', { ...monthly, intervalLength: 3 }, '€99.00 every 3 months'],
  ['nothing to pay', { ...monthly, price: '0' }, '€0.00 a month'],
  ['a managed subscription', { ...monthly, interval: 'adhoc' as const }, '€99.00, charged on demand'],
  ['an unknown interval', { ...monthly, interval: null }, '€99.00'],
  ['an unknown price', { ...monthly, price: null }, null],
  ['an unknown currency', { ...monthly, currency: null }, null],
])('the price of %s', (_what, subscription, line) => {
  expect(priceLine(subscription, false, 'en')).toBe(line);
});

test.each([
  ['en', '€99.00 every 3 months'],
  ['es', '99,00 € cada 3 meses'],
  ['pt', '€ 99,00 a cada 3 meses'],
  ['tr', '€99,00 / 3 ay'],
  ['id', '€99,00 setiap 3 bulan'],
])('a price of several months, in %s', (language, line) => {
  expect(plain(priceLine({ ...monthly, intervalLength: 3 }, false, language))).toBe(line);
});

test.each([
  ['en', '€99.00 a month + tax'],
  ['es', '99,00 € al mes + impuestos'],
  ['pt', '€ 99,00 por mês + impostos'],
  ['tr', 'aylık €99,00 + vergi'],
  ['id', '€99,00 per bulan + pajak'],
])('tax that comes on top, in %s', (language, line) => {
  expect(plain(priceLine(monthly, true, language))).toBe(line);
  expect(plain(monthlyLine('99', 'EUR', true, language))).toBe(line);
  expect(plain(monthlyLine('99', 'EUR', false, language))).toBe(line.replace(/ \+.*/, ''));
});
