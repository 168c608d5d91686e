import type { Fact, OrderItem, RefundFact, RefundRequestFact } from '../../ledger/fact.ts';
import { copyIn, nextChargeIn } from '../../ledger/subscription-copy.ts';
import { day, money } from '../../texts/format.ts';
import { languageOf } from '../../texts/language.ts';
import { reasonText } from '../../texts/reasons.ts';
import { itemsText } from '../../texts/sentence.ts';
import type { Placeholder } from '../settings/placeholders.ts';
import { httpsAddress } from './https-address.ts';

/** The value of each placeholder for a fact, in the account's language; empty if the event does not have it. */
export function placeholderValues(fact: Fact, language: string): Readonly<Record<Placeholder, string>> {
  const { locale } = languageOf(language);
  const subscription = copyIn(fact);
  const items = itemsOf(fact);
  const amount = amountOf(fact);
  const nextDay = subscription?.endsAt ?? subscription?.trial?.endsAt ?? (subscription && nextChargeIn(subscription));
  return {
    customer: fact.customer.name ?? fact.customer.email ?? '',
    email: fact.customer.email ?? '',
    company: fact.customer.company ?? '',
    product: itemsText(items.map((item) => ({ ...item, quantity: 1 }))) ?? subscription?.product ?? '',
    quantity: String(items.reduce((sum, item) => sum + item.quantity, 0) || (subscription?.quantity ?? '')),
    amount: amount === null ? '' : money(amount.total, amount.currency, locale),
    reference: referenceOf(fact) ?? '',
    reason: reasonText(reasonOf(fact), language) ?? '',
    date: nextDay === null ? '' : day(nextDay, locale),
    link: httpsAddress(subscription?.accountUrl ?? null) ?? '',
  };
}

/** The SKUs and product paths of a fact, for the patterns of rules. */
export function productNamesOf(fact: Fact): readonly string[] {
  return namesOfProductsOf(fact).flat();
}

/** The SKU and the product path of each product of a fact, if known. */
export function namesOfProductsOf(fact: Fact): readonly (readonly string[])[] {
  const subscription = copyIn(fact);
  return [...itemsOf(fact), ...(subscription === null ? [] : [subscription])].map(({ sku, productPath }) =>
    [sku, productPath].filter((name) => name !== null),
  );
}

function itemsOf(fact: Fact): readonly OrderItem[] {
  if (fact.kind === 'order') return fact.order.items;
  return isRefund(fact) ? fact.items : [];
}

function isRefund(fact: Fact): fact is RefundFact | RefundRequestFact {
  return fact.kind === 'refund' || fact.kind === 'refund_request';
}

function amountOf(fact: Fact): { readonly total: string; readonly currency: string } | null {
  if (fact.kind === 'order') return fact.order;
  if (isRefund(fact)) return fact;
  const subscription = copyIn(fact);
  const total = subscription?.nextChargeTotal ?? subscription?.price ?? null;
  const currency = subscription?.currency ?? null;
  return total === null || currency === null ? null : { total, currency };
}

function referenceOf(fact: Fact): string | null {
  if (fact.kind === 'order') return fact.order.reference;
  return isRefund(fact) ? fact.orderReference : null;
}

function reasonOf(fact: Fact): string | null {
  switch (fact.kind) {
    case 'order':
      return fact.order.reason;
    case 'refund':
    case 'refund_request':
    case 'charge_failed':
      return fact.reason;
    case 'subscription':
      return fact.subscription.declineReason;
    default:
      return null;
  }
}
