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
  // A language without a singular, such as Indonesian, still says *a month* and not *every 1 month*.
  const every = intervalLength === 1 ? forms.one : formats.plural(forms, intervalLength);
  return `${name} · ${fill(every, { price: amount })}`;
}
