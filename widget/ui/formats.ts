import { fill, type PluralForms } from './texts.ts';

/**
 * Numbers, money, dates and plurals in the conventions of the reader's language. Times are ISO 8601 or ms since 1970.
 */
export interface Formats {
  number(value: number): string;
  /** a decimal string, with every digit; an invalid amount or currency is shown unchanged, both side by side */
  money(amount: string, currency: string): string;
  /** the same, rounded to what can be paid in the currency: FastSpring calculates its fee to a hundredth of a cent */
  roundedMoney(amount: string, currency: string): string;
  /** "tomorrow", "3 days ago" up to a week away, then the short date */
  day(time: string, now: number): string;
  shortDay(time: string, now: number): string;
  /** "14:02", with the date when it is not today */
  clock(time: number, now: number): string;
  /** everything, for a tooltip */
  moment(time: string | number): string;
  /** `month` counts from 0 */
  month(year: number, month: number, style: MonthStyle): string;
  country(code: string): string;
  plural(forms: PluralForms, count: number, values?: Readonly<Record<string, string>>): string;
}

/** "Nov", "Nov 2026", "November 2026" */
export type MonthStyle = 'short' | 'year' | 'long';

const DAY_MS = 86_400_000;

export function createFormats(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, options);
  const moment = dates({ dateStyle: 'medium', timeStyle: 'short' });
  const hour = dates({ timeStyle: 'short' });
  const hourAndDay = dates({ day: 'numeric', month: 'short', hour: 'numeric', minute: 'numeric' });
  const dayThisYear = dates({ day: 'numeric', month: 'short' });
  const dayOfYear = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const months: Readonly<Record<MonthStyle, Intl.DateTimeFormat>> = {
    short: dates({ month: 'short' }),
    year: dates({ month: 'short', year: 'numeric' }),
    long: dates({ month: 'long', year: 'numeric' }),
  };
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const money = createMoney(locale);

  function shortDay(time: string, now: number): string {
    const format = yearOf(time) === yearOf(now) ? dayThisYear : dayOfYear;
    return orRaw(time, () => format.format(new Date(time)));
  }

  return {
    number: (value) => numbers.format(value),

    money: (amount, currency) => money(amount, currency, decimalsOf),
    roundedMoney: (amount, currency) => money(amount, currency, () => 0),

    day(time, now) {
      const days = Math.round((startOfDay(time) - startOfDay(now)) / DAY_MS);
      return Math.abs(days) <= 7 ? relative.format(days, 'day') : shortDay(time, now);
    },

    shortDay,

    clock: (time, now) => (startOfDay(time) === startOfDay(now) ? hour : hourAndDay).format(time),

    moment: (time) => orRaw(String(time), () => moment.format(new Date(time))),

    month: (year, month, style) => months[style].format(new Date(year, month, 1)),

    country: (code) => orRaw(code, () => countries.of(code) ?? code),

    plural: (forms, count, values) =>
      fill(isOne(count, plurals) ? forms.one : forms.other, { count: numbers.format(count), ...values }),
  };
}

/** `decimals` of an amount are shown at least, so that nothing is rounded away; fewer than usual never are. */
function createMoney(locale: string) {
  const currencies = new Map<string, Intl.NumberFormat>();

  function formatOf(currency: string, decimals: number): Intl.NumberFormat {
    const usual = currencies.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
    currencies.set(currency, usual);
    return decimals <= (usual.resolvedOptions().maximumFractionDigits ?? 0)
      ? usual
      : new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: decimals });
  }

  return (amount: string, currency: string, decimals: (amount: string) => number): string => {
    const raw = `${amount} ${currency}`;
    return orRaw(raw, () => (isDecimal(amount) ? formatOf(currency, decimals(amount)).format(amount) : raw));
  };
}

const isOne = (count: number, plurals: Intl.PluralRules): boolean => count === 1 || plurals.select(count) === 'one';

/** Intl throws on unknown values, such as an invalid currency. The panel shows them unchanged. */
function orRaw(raw: string, format: () => string): string {
  try {
    return format();
  } catch {
    return raw;
  }
}

const decimalsOf = (amount: string): number => amount.replace(/\.?0*$/, '').split('.')[1]?.length ?? 0;

const yearOf = (time: string | number): number => new Date(time).getFullYear();

const startOfDay = (time: string | number): number => new Date(time).setHours(0, 0, 0, 0);

const isDecimal = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);
