import Big from 'big.js';
import { keep } from '../platform/runtime/keep.ts';

/** Money is a decimal string with its currency beside it; nothing here is ever a float. */

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** Digits in front of the point: more than any amount of money has, and still manageable for Postgres and a reader. */
const mostDigits = 30;
/** More than any currency has. A number with more is a double with all digits from Java: 29.99 is 29.98999… with 48. */
const mostDecimals = 10;
/** The number of digits to which a double is exact. */
const exactDigits = 15;
/**
 * More than the smallest unit of any currency has. An amount with more may be a double, and is treated as one of
 * fifteen digits.
 */
const minorDecimals = 4;
/** Enough for the tail of the smallest cent, which has 59 decimals. */
const longestText = 120;

/** The number in plain digits (`4E+1` is `40`); null if the text is not a number, or one of absurd size. */
export function plainDecimal(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestText || !decimalPattern.test(trimmed)) return null;
  // Big accepts no leading plus sign; an exponent needs none.
  const written = new Big(trimmed.replace('+', ''));
  const value = decimalPlaces(written) > minorDecimals ? withoutTail(trimmed) : written;
  return value.e < mostDigits ? value.toFixed() : null;
}

/** The shortest number with the same double, as Java meant it; rounds away the error of a sum of doubles. */
function withoutTail(text: string): Big {
  return new Big(Number(text)).prec(exactDigits, Big.roundHalfUp).round(mostDecimals, Big.roundHalfUp);
}

/**
 * The amount with at least as many decimals as the currency has: `69.9` EUR is `69.90`, `5380` JPY stays `5380`.
 * Existing decimals are never rounded away.
 */
export function decimalString(amount: string, currency: string): string {
  const value = new Big(amount);
  const places = Math.max(minorDigits(currency), decimalPlaces(value));
  return value.toFixed(places);
}

export function add(...amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed();
}

export function subtract(from: string, amount: string): string {
  return new Big(from).minus(amount).toFixed();
}

export function isZero(amount: string): boolean {
  return new Big(amount).eq(0);
}

/** -1, 0 or 1 */
export function compare(one: string, other: string): number {
  return new Big(one).cmp(other);
}

/** Rounded half up to the currency's decimals: for computed amounts, never for paid ones. */
export function scale(amount: string, times: number | string, dividedBy: number | string, currency: string): string {
  return new Big(amount).times(times).div(dividedBy).toFixed(minorDigits(currency), Big.roundHalfUp);
}

/** The share of the amount given by `part` of `whole`, rounded like `scale`; zero if the whole is zero. */
export function proportion(amount: string, part: string, whole: string, currency: string): string {
  return isZero(whole) ? '0' : scale(amount, part, whole, currency);
}

function decimalPlaces(value: Big): number {
  return value.toFixed().split('.')[1]?.length ?? 0;
}

/** More than there are; any text may be a code. */
const currenciesAtMost = 1_000;
const digitsByCurrency = new Map<string, number>();

/** ISO 4217's decimals of a currency, from Intl; two for a code unknown to it. */
export function minorDigits(currency: string): number {
  return keep(digitsByCurrency, currenciesAtMost, currency, () => readMinorDigits(currency));
}

function readMinorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/i.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
