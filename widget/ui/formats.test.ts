import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';

/** The text as a reader sees it: no-break spaces count as spaces. */
const seen = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

/** Noon on that day in the time zone of the test machine. */
const noon = (year: number, month: number, day: number): string => new Date(year, month - 1, day, 12).toISOString();
const now = Date.parse(noon(2026, 11, 20));

describe('money', () => {
  it.each([
    ['en', '1284.00', 'EUR', '€1,284.00'],
    ['es', '1284.00', 'EUR', '1284,00 €'],
    ['pt', '1284.00', 'BRL', 'R$ 1.284,00'],
    ['tr', '1284.00', 'TRY', '₺1.284,00'],
    ['id', '1284000.00', 'IDR', 'Rp 1.284.000'],
    ['id', '1284000.50', 'IDR', 'Rp 1.284.000,5'],
    ['en', '12345', 'JPY', '¥12,345'],
    ['en', '12345.67', 'JPY', '¥12,345.67'],
    ['en', '1.234', 'KWD', 'KWD 1.234'],
    ['en', '-20.00', 'USD', '-$20.00'],
  ])('%s writes %s %s as %s', (locale, amount, currency, written) => {
    expect(seen(createFormats(locale).money(amount, currency))).toBe(written);
  });

  it('keeps every digit of an amount that no float can hold', () => {
    expect(createFormats('en').money('9007199254740993.01', 'USD')).toBe('$9,007,199,254,740,993.01');
  });

  it('rounds where only what can be paid is wanted', () => {
    const { roundedMoney } = createFormats('en');
    expect(roundedMoney('63.5576', 'USD')).toBe('$63.56');
    expect(roundedMoney('9007199254740993.015', 'USD')).toBe('$9,007,199,254,740,993.02');
    expect(roundedMoney('12', 'USD')).toBe('$12.00');
  });

  it.each([
    ['12.00', 'points', '12.00 points'],
    ['many', 'EUR', 'many EUR'],
  ])('shows %s %s unchanged', (amount, currency, written) => {
    expect(createFormats('en').money(amount, currency)).toBe(written);
  });
});

describe('days', () => {
  it.each([
    ['en', noon(2026, 11, 20), 'today'],
    ['en', noon(2026, 11, 18), '2 days ago'],
    ['en', noon(2026, 11, 21), 'tomorrow'],
    ['es', noon(2026, 11, 19), 'ayer'],
    ['en', noon(2026, 11, 27), 'in 7 days'],
    ['en', noon(2026, 11, 28), 'Nov 28'],
    ['en', noon(2025, 11, 28), 'Nov 28, 2025'],
    ['en-GB', noon(2026, 11, 1), '1 Nov'],
  ])('%s calls %s "%s"', (locale, time, written) => {
    expect(createFormats(locale).day(time, now)).toBe(written);
  });

  it('counts calendar days, not spans of 24 hours', () => {
    const lateYesterday = new Date(2026, 10, 19, 23, 59).toISOString();
    const earlyToday = new Date(2026, 10, 20, 0, 1).getTime();
    expect(createFormats('en').day(lateYesterday, earlyToday)).toBe('yesterday');
  });

  it('shows the clock alone today, and the day before it otherwise', () => {
    const formats = createFormats('en-GB');
    expect(formats.clock(new Date(2026, 10, 20, 14, 2).getTime(), now)).toBe('14:02');
    expect(formats.clock(new Date(2026, 10, 19, 14, 2).getTime(), now)).toBe('19 Nov, 14:02');
  });

  it('shows an invalid time unchanged', () => {
    expect(createFormats('en').shortDay('soon', now)).toBe('soon');
    expect(createFormats('en').day('soon', now)).toBe('soon');
    expect(createFormats('en').moment('soon')).toBe('soon');
  });
});

describe('plurals', () => {
  const forms = { one: '{price} a month', other: '{price} every {count} months' };

  it.each([
    ['en', 1, '€9 a month'],
    ['en', 3, '€9 every 3 months'],
    ['tr', 1, '€9 a month'],
    ['id', 1, '€9 a month'],
    ['id', 2, '€9 every 2 months'],
    ['pt', 1_000_000, '€9 every 1.000.000 months'],
  ])('%s, %d', (locale, count, written) => {
    expect(createFormats(locale).plural(forms, count, { price: '€9' })).toBe(written);
  });
});

describe('countries and months', () => {
  it('are named in the language of the reader', () => {
    expect(createFormats('es').country('DE')).toBe('Alemania');
    expect(createFormats('en').country('nowhere')).toBe('nowhere');
    expect(createFormats('en').month(2026, 10, 'long')).toBe('November 2026');
    expect(createFormats('pt').month(2026, 10, 'short')).toBe('nov.');
  });
});
