import type { CustomerFact, NoticeFact, PayoutFact } from '../ledger/fact.ts';
import { scale } from '../ledger/money.ts';
import { money } from './format.ts';
import { fill, type Language, type Texts } from './language.ts';
import { reasonText } from './reasons.ts';
import type { Sentence } from './sentence.ts';

/** FastSpring's fee and what it pays out, both calculated by FastSpring to a hundredth of a cent. */
export function payoutSentence(fact: PayoutFact, { texts, locale }: Language): Sentence {
  const amount = (value: string | null, template: string) =>
    value === null
      ? null
      : fill(template, { amount: money(scale(value, 1, 1, fact.payoutCurrency), fact.payoutCurrency, locale) });
  const parts = [amount(fact.net, texts.detail.net), amount(fact.fee, texts.detail.fee)];
  return {
    headline: texts.headline.payout,
    subject: parts.filter((part) => part !== null).join(', ') || null,
    details: [],
  };
}

/** A customer's account at FastSpring, new or changed. */
export function customerSentence(fact: CustomerFact, { texts }: Language): Sentence {
  const { name, email } = fact.customer;
  return {
    headline: fact.type === 'account.created' ? texts.headline.customerCreated : texts.headline.customerUpdated,
    subject: name ?? email,
    details: [],
  };
}

/** Quotes, abandoned carts, failed deliveries and whatever has no sentence of its own. */
export function noticeSentence(fact: NoticeFact, { texts, locale }: Language): Sentence {
  const { quote, status, product, reference, reason } = fact.details;
  const filled = (value: string | number | null | undefined, template: string) =>
    value === null || value === undefined ? null : fill(template, { reference: value });
  const cause = reasonText(typeof reason === 'string' ? reason : null, locale);
  return {
    headline: fill(texts.headline[headlinesByType[fact.type] ?? 'other'], { type: fact.type }),
    subject: statusText(status, texts) ?? textOf(product),
    details: [
      filled(quote, texts.detail.quote),
      filled(reference, texts.detail.order),
      cause === null || quote !== undefined ? null : fill(texts.detail.cause, { reason: cause }),
    ],
  };
}

const headlinesByType: Readonly<Record<string, keyof Texts['headline']>> = {
  'quote.created': 'quoteCreated',
  'quote.updated': 'quoteUpdated',
  'fulfillment.failed': 'fulfillmentFailed',
  'invoice.reminder.email': 'invoiceReminder',
  'mailingListEntry.abandoned': 'cartAbandoned',
  'mailingListEntry.updated': 'mailingListJoined',
  'mailingListEntry.removed': 'mailingListLeft',
};

function statusText(status: string | number | null | undefined, texts: Texts): string | null {
  const known = Object.entries(texts.quoteStatus).find(([code]) => code === status);
  return known?.[1] ?? textOf(status);
}

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
