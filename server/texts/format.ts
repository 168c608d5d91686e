import { keep } from '../platform/runtime/keep.ts';

type DecimalString = `${number}`;

const isDecimal = (text: string): text is DecimalString => /^-?\d+(\.\d+)?$/.test(text);

/**
 * An amount as the language writes it, in its own currency and never rounded: a third decimal is shown if there is one.
 * What is no decimal string or no currency code is shown as it came.
 */
export function money(amount: string, currency: string, locale: string): string {
  if (!isDecimal(amount) || !/^[A-Za-z]{3}$/.test(currency)) return `${amount} ${currency}`;
  const { format, digits } = currencyFormat(locale, currency, null);
  const needed = amount.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  return needed > digits ? currencyFormat(locale, currency, needed).format(amount) : format(amount);
}

interface CurrencyFormat {
  readonly format: (amount: DecimalString) => string;
  /** decimals that it shows */
  readonly digits: number;
}

/**
 * Making a format takes longer than the history of a hundred payments that it then writes, so formats are kept. Readers
 * name their own locales, so that somebody could name many.
 */
const formatsAtMost = 1_000;

const currencyFormats = new Map<string, CurrencyFormat>();

function currencyFormat(locale: string, currency: string, digits: number | null): CurrencyFormat {
  return keep(currencyFormats, formatsAtMost, `${locale} ${currency} ${digits}`, () => {
    const places = digits === null ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const made = new Intl.NumberFormat(locale, { style: 'currency', currency, ...places });
    return {
      format: (amount: DecimalString) => made.format(amount),
      digits: made.resolvedOptions().maximumFractionDigits ?? 2,
    };
  });
}

/** `1,250` */
export function wholeNumber(value: number, locale: string): string {
  return keep(wholeNumberFormats, formatsAtMost, locale, () => new Intl.NumberFormat(locale)).format(value);
}

const wholeNumberFormats = new Map<string, Intl.NumberFormat>();

/** `19%` from `19`, with every decimal of the rate. */
export function percent(rate: string, locale: string): string {
  if (!isDecimal(rate)) return `${rate}%`;
  const format = keep(
    percentFormats,
    formatsAtMost,
    locale,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'percent', maximumFractionDigits: 3 }),
  );
  return format.format(rate);
}

const percentFormats = new Map<string, Intl.NumberFormat>();

/** A calendar day. FastSpring's days are midnights in UTC, so they are read in UTC wherever the account is. */
export function day(time: number, locale: string): string {
  return keep(
    dayFormats,
    formatsAtMost,
    locale,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
  ).format(time);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A moment as the clocks of the zone show it, with the zone's name. */
export function moment(time: number, locale: string, timeZone: string): string {
  return keep(
    momentFormats,
    momentsAtMost,
    `${locale} ${timeZone}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
        timeZone,
      }),
  ).format(time);
}

/** Each takes 33 KB that V8 does not count, and accounts are in four hundred zones. */
const momentsAtMost = 200;
const momentFormats = new Map<string, Intl.DateTimeFormat>();

/** A country's name from its ISO 3166-1 code; the code itself when `Intl` does not know it. */
export function country(code: string, locale: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  const names = keep(regionNames, formatsAtMost, locale, () => new Intl.DisplayNames(locale, { type: 'region' }));
  return names.of(code.toUpperCase()) ?? code;
}

const regionNames = new Map<string, Intl.DisplayNames>();

/** `3 months`, in the language's own plural. */
export function period(length: number, unit: 'day' | 'week' | 'month' | 'year', locale: string): string {
  return keep(
    unitFormats,
    formatsAtMost,
    `${locale} ${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
  ).format(length);
}

const unitFormats = new Map<string, Intl.NumberFormat>();
