import Big from 'big.js';

export type Payload = Record<string, unknown>;

/** The currency of an order and of the seller's payout, and their exchange rate. */
export interface Currencies {
  readonly currency: string;
  readonly payoutCurrency: string;
  readonly payoutRate: string;
}

/** An amount in FastSpring's four keys: itself, `Display`, `InPayoutCurrency` and its `Display`. */
export function money(name: string, amount: string, { currency, payoutCurrency, payoutRate }: Currencies): Payload {
  const paidOut = new Big(amount).times(payoutRate).round(2).toNumber();
  return {
    [name]: Number(amount),
    [`${name}Display`]: display(Number(amount), currency),
    [`${name}InPayoutCurrency`]: paidOut,
    [`${name}InPayoutCurrencyDisplay`]: display(paidOut, payoutCurrency),
  };
}

/** A time in FastSpring's keys: ms, ms again, seconds and two displays; all null when there is none. */
export function moment(name: string, at: number | null): Payload {
  const iso = at === null ? null : new Date(at).toISOString().slice(0, 10);
  return {
    [name]: at,
    [`${name}Value`]: at,
    [`${name}InSeconds`]: at === null ? null : Math.floor(at / 1000),
    [`${name}Display`]: at === null ? null : shortDate(at),
    [`${name}DisplayISO8601`]: iso,
  };
}

/** Java's `Date.toString()`, which FastSpring uses in a few places. */
export function javaDate(at: number): string {
  const [weekday, day, month, year, time] = new Date(at).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

export function display(amount: number, currency: string): string {
  const format = moneyFormats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  moneyFormats.set(currency, format);
  return format.format(amount);
}

/** Making a format is the slow part: a payload holds a hundred amounts. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

/** `11/29/26`, in UTC. Without `Intl`, which takes longer than all the rest of a payload. */
function shortDate(at: number): string {
  const date = new Date(at);
  return [date.getUTCMonth() + 1, date.getUTCDate(), String(date.getUTCFullYear()).slice(-2)].join('/');
}
