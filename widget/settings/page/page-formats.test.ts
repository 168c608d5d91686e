import { expect, test } from 'vitest';
import { createPageFormats } from './page-formats.ts';

const now = Date.parse('2026-11-20T14:00:00Z');

test.each([
  ['2026-11-20T14:00:00Z', 'now'],
  ['2026-11-20T13:59:30Z', '30 seconds ago'],
  ['2026-11-20T13:58:30Z', '1 minute ago'],
  ['2026-11-20T09:30:00Z', '4 hours ago'],
  ['2026-11-17T14:00:00Z', '3 days ago'],
  ['2026-11-20T14:05:00Z', 'now'],
])('%s is %s', (time, text) => {
  expect(createPageFormats('en').ago(time, now)).toBe(text);
});

test.each([
  ['en', 1, '1 hour'],
  ['en', 47, '47 hours'],
  ['en', 60, '2 days'],
  ['es', 72, '3 días'],
  ['tr', 30, '30 saat'],
])('in %s %i hours are %s', (locale, hours, text) => {
  expect(createPageFormats(locale).duration(hours)).toBe(text);
});

test('a moment falls on a day of the account’s, wherever the reader is', () => {
  const midnight = Date.parse('2026-11-26T23:00:00Z');
  expect(createPageFormats('en').dayIn(midnight, 'Europe/Berlin')).toBe('Nov 27, 2026');
  expect(createPageFormats('es').dayIn(midnight, 'America/Sao_Paulo')).toBe('26 nov 2026');
});

test('a count that ends at 10,000 says so', () => {
  const { count } = createPageFormats('en');
  expect([count(7), count(9_999), count(10_000)]).toEqual(['7', '9,999', '10,000+']);
});

test('weekdays are counted from Monday', () => {
  const { weekday } = createPageFormats('pt-BR');
  expect([weekday(1), weekday(7)]).toEqual(['segunda-feira', 'domingo']);
});

test('names are listed as a choice, and currencies named', () => {
  const formats = createPageFormats('de');
  expect(formats.oneOf(['Deutschland', 'Frankreich', 'Italien'])).toBe('Deutschland, Frankreich oder Italien');
  expect(formats.oneOf(['Italien'])).toBe('Italien');
  expect(formats.currency('USD')).toBe('US-Dollar');
  expect(['ABC', 'odd'].map(formats.currency)).toEqual(['ABC', 'odd']);
});
