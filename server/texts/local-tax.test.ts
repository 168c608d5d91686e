import Big from 'big.js';
import { describe, expect, test } from 'vitest';
import { taxLabel, taxName } from './local-tax.ts';
import { localTaxes } from './local-taxes.ts';

const order = (country: string | null, total: string, tax: string | null, currency = 'EUR') => ({
  ...{ country, total, tax, currency },
});

describe('a tax is named by its rate and local name', () => {
  test.each([
    ['Germany', order('DE', '238.00', '38.00'), '19% MwSt'],
    ['Germany, reduced', order('DE', '107', '7'), '7% MwSt'],
    ['France', order('FR', '120.00', '20.00'), '20% TVA'],
    ['Hungary, whose forints are priced whole', order('HU', '12700', '2700', 'HUF'), '27% ÁFA'],
    ['Finland, a rate with a half', order('FI', '125.50', '25.50'), '25.5% ALV'],
    ['Switzerland', order('CH', '108.10', '8.10', 'CHF'), '8.1% MWST'],
    ['Quebec, three decimals', order('CA', '114.98', '14.98', 'CAD'), '14.975% GST + QST'],
    ['Ontario', order('CA', '113.00', '13.00', 'CAD'), '13% HST'],
    ['Japan, without minor units', order('JP', '23800', '2164', 'JPY'), '10% 消費税'],
    ['Greece', order('gr', '124.00', '24.00'), '24% ΦΠΑ'],
    ['an amount that is rounded', order('DE', '29.99', '4.79'), '19% MwSt'],
    ['an amount that is off by one cent', order('DE', '29.99', '4.80'), '19% MwSt'],
  ])('%s', (_country, paid, name) => {
    expect(taxName(paid, 'en')).toBe(name);
  });

  test.each([
    ['es', '19 % MwSt'],
    ['pt', '19% MwSt'],
    ['tr', '%19 MwSt'],
    ['id', '19% MwSt'],
  ])('in %s with its own percent sign', (locale, name) => {
    expect(taxName(order('DE', '119', '19'), locale)?.replace('\u00a0', ' ')).toBe(name);
  });
});

describe('is not named', () => {
  test.each([
    ['amount and rate do not agree', order('DE', '238.00', '30.00')],
    ['two cents off', order('DE', '29.99', '4.81')],
    ['the rate of another country', order('FR', '127.00', '27.00')],
    ['local rates', order('US', '108.25', '8.25', 'USD')],
    ['no country', order(null, '119.00', '19.00')],
    ['a country of no table', order('XX', '119.00', '19.00')],
    ['a word every object knows', order('constructor', '119.00', '19.00')],
    ['no tax', order('DE', '100.00', '0.00')],
    ['an unknown tax', order('DE', '100.00', null)],
    ['no tax, where the country has one rate', order('DK', '100.00', '0.00', 'DKK')],
    ['an unknown tax, where the country has one rate', order('DK', '100.00', null, 'DKK')],
    ['an amount that fits two rates', order('EE', '0.12', '0.02')],
  ])('%s', (_why, paid) => {
    expect(taxName(paid, 'en')).toBeNull();
  });
});

test.each(Object.entries(localTaxes))('%s: each of its rates names itself', (country, taxes) => {
  const rates = taxes.flatMap(({ name, rates }) => rates.map((rate) => ({ name, rate })));
  expect(new Set(rates.map(({ rate }) => rate)).size).toBe(rates.length);
  for (const { name, rate } of rates) {
    const tax = new Big(1_000).times(rate).div(100).toFixed(2);
    const total = new Big(1_000).plus(tax).toFixed(2);
    expect(taxName(order(country, total, tax), 'en')).toBe(`${rate}% ${name}`);
  }
});

test.each([
  ['en', order('DE', '238.00', '38.00'), '19% MwSt, Germany'],
  ['en', order('DE', '238.00', '30.00'), 'Tax, Germany'],
  ['en', order(null, '238.00', '38.00'), 'Tax'],
  ['es', order('US', '108.25', '8.25'), 'Impuesto, Estados Unidos'],
  ['tr', order('DE', '238.00', null), 'Vergi, Almanya'],
])('the label of a tax in %s: %j', (language, paid, label) => {
  expect(taxLabel(paid, language)).toBe(label);
});
