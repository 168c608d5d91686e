import Big from 'big.js';
import type { OrderDetails } from '../ledger/fact.ts';
import { minorDigits } from '../ledger/money.ts';
import { keep } from '../platform/runtime/keep.ts';
import { country as countryName, percent } from './format.ts';
import { languageOf } from './language.ts';
import { localTaxes } from './local-taxes.ts';

const taxesByCountry = new Map(Object.entries(localTaxes));

type Taxed = Pick<OrderDetails, 'country' | 'currency' | 'total' | 'tax'>;

/** Renewals have the same amounts again and again, and every rate of a country is tried. */
const namesAtMost = 1_000;
const names = new Map<string, string | null>();

/**
 * `19% MwSt`: FastSpring reports the amount alone, so the rate is named only where it and the amount agree.
 * @returns null when no known rate of the country, or more than one, comes to this tax
 */
export function taxName(order: Taxed, locale: string): string | null {
  const { country, currency, total, tax } = order;
  if (country === null) return null;
  return keep(names, namesAtMost, `${locale} ${country} ${currency} ${total} ${tax}`, () =>
    findTaxName(order, country, locale),
  );
}

function findTaxName(order: Taxed, country: string, locale: string): string | null {
  const taxes = taxesByCountry.get(country.toUpperCase()) ?? [];
  const fitting = taxes.flatMap(({ name, rates }) =>
    rates.filter((rate) => agree(order, rate)).map((rate) => `${percent(rate, locale)} ${name}`),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** What the card calls an order's tax: its rate and local name where they are known, and the country. */
export function taxLabel(order: Taxed, language: string): string {
  const { locale, texts } = languageOf(language);
  const name = taxName(order, locale) ?? texts.detail.tax;
  return order.country === null ? name : `${name}, ${countryName(order.country, locale)}`;
}

/** Within one minor unit, which rounding may add or take. */
function agree({ total, tax, currency }: Taxed, rate: string): boolean {
  if (tax === null || new Big(tax).lte(0)) return false;
  const digits = minorDigits(currency);
  const due = new Big(total).minus(tax).times(rate).div(100).round(digits, Big.roundHalfUp);
  return due.minus(tax).abs().lte(new Big(10).pow(-digits));
}
