import type { OfferedProduct } from '../../server/api/payment-links/payment-links-view.ts';
import type { Formats } from '../ui/formats.ts';
import { fill } from '../ui/texts.ts';
import type { LinkTexts } from './form-state.ts';

/** `Pro plan · €99.00 a month`, with the details that FastSpring reports. */
export function productLabel(product: OfferedProduct, texts: LinkTexts, formats: Formats): string {
  const { name, price, currency, interval, intervalLength } = product;
  if (price === null || currency === null) return name;
  const amount = formats.money(price, currency);
  if (interval === null || interval === 'adhoc') return `${name} · ${amount}`;
  const forms = texts.interval[interval];
  return `${name} · ${fill(formats.plural(forms, intervalLength), { price: amount })}`;
}
