import type { SubscriptionDetails } from '../ledger/fact.ts';
import { money, wholeNumber } from './format.ts';
import { fill, languageOf } from './language.ts';
import { addTax, perInterval } from './subscription-text.ts';

type Price = Pick<SubscriptionDetails, 'currency' | 'interval' | 'intervalLength' | 'price' | 'quantity'>;

/** `5 × €19.80 a month + tax`; null when FastSpring does not name the price. */
export function priceLine(subscription: Price, plusTax: boolean, tag: string): string | null {
  const language = languageOf(tag);
  const { price, currency, quantity, interval } = subscription;
  if (price === null || currency === null) return null;
  const each = money(price, currency, language.locale);
  const amount = quantity > 1 ? `${wholeNumber(quantity, language.locale)} × ${each}` : each;
  const line = perInterval(amount, subscription, language);
  return addTax(interval === 'adhoc' ? fill(language.texts.detail.onDemand, { price: line }) : line, plusTax, language);
}

/** `€99.00 a month + tax` */
export function monthlyLine(amount: string, currency: string, plusTax: boolean, tag: string): string {
  const language = languageOf(tag);
  const { texts, locale } = language;
  return addTax(fill(texts.detail.perMonth, { amount: money(amount, currency, locale) }), plusTax, language);
}
