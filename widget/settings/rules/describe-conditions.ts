import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Purchase } from '../../../server/ledger/purchase.ts';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';

interface Words {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
}

/** FastSpring reports a subscription's charges apart from orders: https://developer.fastspring.com/reference/webhooks-overview */
const ORDER = 'order.completed';

/** The kinds of purchase that events of this type can be. */
export function purchaseChoices(
  on: Rule['on'],
  { purchase }: Pick<CatalogView['eventTypesFor'], 'purchase'>,
): readonly Purchase[] {
  if (!purchase.includes(on)) return [];
  return on === ORDER ? ['first', 'repeat'] : ['renewal', 'repeat'];
}

/** Of a subscription's charges, a later purchase is the charge for a changed plan. */
export function purchaseName(purchase: Purchase, on: Rule['on'], { rules: { purchases } }: PageTexts): string {
  return purchase === 'repeat' && on !== ORDER ? purchases.planChange : purchases[purchase];
}

/** What a rule asks of the payment, a phrase each. */
export function describePayment(
  { amount, countries }: Pick<Rule, 'amount' | 'countries'>,
  { texts, formats }: Words,
): readonly string[] {
  return [
    amount && describeAmount(amount, { texts, formats }),
    countries &&
      fill(texts.rules.from, { countries: formats.oneOf(countries.map((country) => formats.country(country))) }),
  ].filter((phrase) => phrase !== undefined);
}

function describeAmount({ currency, atLeast, atMost }: NonNullable<Rule['amount']>, { texts, formats }: Words): string {
  const least = atLeast === null ? '' : formats.money(atLeast, currency);
  const most = atMost === null ? '' : formats.money(atMost, currency);
  if (atMost === null) return fill(texts.rules.ofAtLeast, { amount: least });
  if (atLeast === null) return fill(texts.rules.ofAtMost, { amount: most });
  return fill(texts.rules.ofBetween, { least, most });
}
