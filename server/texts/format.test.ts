import { describe, expect, test } from 'vitest';
import { country, day, moment, money, percent, period } from './format.ts';

/** Intl writes spaces that do not break; the tables below write plain ones. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('an amount', () => {
  test.each([
    ['238.00', 'EUR', 'en', '€238.00'],
    ['238', 'eur', 'en', '€238.00'],
    ['-23.80', 'EUR', 'en', '-€23.80'],
    ['23800', 'JPY', 'en', '¥23,800'],
    ['0.005', 'USD', 'en', '$0.005'],
    ['238.500', 'EUR', 'en', '€238.50'],
    ['238.0050', 'EUR', 'en', '€238.005'],
    ['238.0500', 'EUR', 'en', '€238.05'],
    ['1.005', 'CLF', 'en', 'CLF 1.0050'],
    ['238.00', 'EUR', 'es', '238,00 €'],
  ])('%s %s in %s is %s', (amount, currency, locale, text) => {
    expect(plain(money(amount, currency, locale))).toBe(text);
  });

  test.each([
    ['two hundred', 'EUR'],
    ['238.', 'EUR'],
    ['1 238.00', 'EUR'],
    ['238.00 EUR', 'EUR'],
    ['238.00', 'EURO'],
    ['238.00', '€'],
    ['238.00', 'EU1'],
  ])('%s %s is shown as it came, for Intl would not take it', (amount, currency) => {
    expect(money(amount, currency, 'en')).toBe(`${amount} ${currency}`);
  });
});

test('a rate that is no number is shown as it came', () => {
  expect(percent('19.6', 'es')).toBe('19,6\u00a0%');
  expect(percent('reduced', 'es')).toBe('reduced%');
});

test.each([
  ['DE', 'en', 'Germany'],
  ['de', 'pt', 'Alemanha'],
  ['XQ', 'en', 'XQ'],
  ['Germany', 'en', 'Germany'],
  ['D1', 'en', 'D1'],
  ['ZDE', 'en', 'ZDE'],
])('the country %s in %s is %s', (code, locale, name) => {
  expect(country(code, locale)).toBe(name);
});

test('days and periods are written in the reader’s language', () => {
  expect(day(Date.UTC(2026, 11, 20), 'en')).toBe('Dec 20, 2026');
  expect(day(Date.UTC(2026, 11, 20), 'es')).toBe('20 dic 2026');
  expect(plain(moment(Date.UTC(2026, 10, 20, 13, 2), 'en', 'America/New_York'))).toBe('Nov 20, 2026, 08:02 AM EST');
  expect(period(3, 'month', 'en')).toBe('3 months');
  expect(plain(period(3, 'month', 'pt'))).toBe('3 meses');
});

test('a moment is written for each zone and each language, whichever was asked for before', () => {
  const time = Date.UTC(2026, 10, 20, 13, 2);
  expect(plain(moment(time, 'en', 'UTC'))).toBe('Nov 20, 2026, 01:02 PM UTC');
  expect(plain(moment(time, 'en', 'America/New_York'))).toBe('Nov 20, 2026, 08:02 AM EST');
  expect(plain(moment(time, 'es', 'UTC'))).toBe('20 nov 2026, 13:02 UTC');
});
