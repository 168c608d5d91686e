import type { SubscriptionDetails, SubscriptionFact } from '../ledger/fact.ts';
import { languageOf } from './language.ts';
import { productText } from './sentence.ts';
import { priceText } from './subscription-text.ts';

const headlines = {
  'subscription.canceled': 'canceled',
  'subscription.uncanceled': 'uncanceled',
  'subscription.paused': 'paused',
  'subscription.resumed': 'resumed',
} as const;

const separator = ' · ';

/**
 * What a fact changed about a subscription in one line, `Pro plan × 2 → Pro plan × 5 · €99.00 a month → €89.00 a month`;
 * null when nothing that a salesperson would ask for.
 * @param before the fact before it; null when it is the first one known
 */
export function changeText(before: SubscriptionFact | null, fact: SubscriptionFact, tag: string): string | null {
  const language = languageOf(tag);
  const type = fact.type.replace('subscription.group.', 'subscription.');
  const headline = Object.entries(headlines).find(([name]) => name === type)?.[1];
  const changed = (read: (subscription: SubscriptionDetails) => string | null): string | null => {
    const from = before && read(before.subscription);
    const to = read(fact.subscription);
    return from !== null && to !== null && from !== to ? `${from} → ${to}` : null;
  };
  const parts = [
    headline === undefined ? null : language.texts.headline[headline],
    changed(({ product, sku, quantity }) => {
      const name = product ?? sku;
      return name === null ? null : productText(name, quantity);
    }),
    changed((subscription) => priceText(subscription, language)),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(separator);
}
