import { expect, test } from 'vitest';
import { countryCodes as offeredCodes } from '../../../widget/payment-link/country-codes.ts';
import { countryCodes } from './countries.ts';
import { readSettings } from './settings.ts';
import { parseSettings } from './settings-problems.ts';

const rule = (change: object) => ({ rules: [{ on: 'order.completed', ...change }] });
const amount = (change: object) => rule({ amount: { currency: 'EUR', atLeast: '1', ...change } });

test('conditions are stored as they are asked', () => {
  const conditions = {
    amount: { currency: 'EUR', atLeast: '500.00', atMost: null },
    countries: ['DE', 'FR'],
    purchase: 'first',
  };
  const [read] = readSettings(rule(conditions)).rules;
  expect(read).toMatchObject(conditions);
  expect(readSettings(JSON.parse(JSON.stringify({ rules: [read] }))).rules).toEqual([read]);
});

test('what is typed or pasted is put right', () => {
  const typed = { amount: { currency: ' eur ', atLeast: ' 500 ' }, countries: [' de', 'DE', 'fr'] };
  expect(readSettings(rule(typed)).rules).toMatchObject([
    { amount: { currency: 'EUR', atLeast: '500', atMost: null }, countries: ['DE', 'FR'] },
  ]);
});

test.each([
  ['nothing', {}],
  ['null', { amount: null, countries: null, purchase: null }],
  ['an empty list', { countries: [] }],
])('a condition that is %s is left out', (_what, conditions) => {
  const [plain] = readSettings(rule({})).rules;
  const [read] = readSettings(rule(conditions)).rules;
  expect(Object.keys(read ?? {})).toEqual(Object.keys(plain ?? {}));
  expect(Object.keys(read ?? {})).not.toContain('amount');
});

test.each<[string, object, string, string, object]>([
  ['an amount as a number', amount({ atLeast: 500 }), 'amount.atLeast', 'wrong_type', { expected: 'string' }],
  ['a negative amount', amount({ atLeast: '-1' }), 'amount.atLeast', 'wrong_format', {}],
  ['an amount with a comma', amount({ atMost: '1,000.00' }), 'amount.atMost', 'wrong_format', {}],
  ['an amount in an exponent', amount({ atLeast: '1e3' }), 'amount.atLeast', 'wrong_format', {}],
  ['an amount with five decimals', amount({ atLeast: '1.00001' }), 'amount.atLeast', 'wrong_format', {}],
  ['an amount without a bound', amount({ atLeast: null }), 'amount.atLeast', 'one_bound_needed', {}],
  ['an amount without its currency', rule({ amount: { atLeast: '1' } }), 'amount.currency', 'missing', {}],
  ['a currency by name', amount({ currency: 'euro' }), 'amount.currency', 'wrong_format', {}],
  [
    'bounds that nothing is between',
    amount({ atLeast: '10', atMost: '9.99' }),
    'amount.atMost',
    'bounds_crossed',
    { atLeast: '10' },
  ],
  ['an unknown key', amount({ over: '1' }), 'amount.over', 'unknown_key', { key: 'over' }],
  ['a country by name', rule({ countries: ['DE', 'France'] }), 'countries.1', 'unknown_country', { country: 'FRANCE' }],
  ['a country that is none', rule({ countries: ['UK'] }), 'countries.0', 'unknown_country', { country: 'UK' }],
  [
    'another kind of purchase',
    rule({ purchase: 'second' }),
    'purchase',
    'not_offered',
    { offered: 'first, repeat, renewal' },
  ],
  [
    'an amount of what has none',
    { rules: [{ on: 'subscription.activated', amount: { currency: 'EUR', atLeast: '1' } }] },
    'amount',
    'no_amount_in_event',
    { on: 'subscription.activated' },
  ],
  [
    'a country of a chargeback',
    { rules: [{ on: 'chargeback.created', countries: ['DE'] }] },
    'countries',
    'no_countries_in_event',
    { on: 'chargeback.created' },
  ],
  [
    'a refund as the first purchase',
    { rules: [{ on: 'return.created', purchase: 'first' }] },
    'purchase',
    'no_purchase_in_event',
    { on: 'return.created' },
  ],
])('%s is refused', (_what, input, path, code, params) => {
  const result = parseSettings(input);
  expect(result.ok ? [] : result.problems).toEqual([{ path: `rules.0.${path}`, code, params }]);
});

test('the same bound twice is one amount', () => {
  expect(parseSettings(amount({ atLeast: '10.0', atMost: '10' }))).toMatchObject({ ok: true });
});

test('the page offers the countries that are taken', () => {
  expect([...countryCodes]).toEqual(offeredCodes);
});
