import { readableEmail } from '../ledger/email.ts';
import type { Fact } from '../ledger/fact.ts';
import { fill, languageOf } from './language.ts';
import { customerSentence, noticeSentence, payoutSentence } from './notice-text.ts';
import { orderSentence, refundSentence } from './order-text.ts';
import type { Sentence } from './sentence.ts';
import { chargeFailedSentence, subscriptionSentence } from './subscription-text.ts';

const separator = ' · ';

/**
 * What a note on the lead says of a fact, in the language of a tag such as `es` or `pt-BR`: one line with the amount,
 * tax and country, the products, what the reader needs next, and how to find it at FastSpring: by order, subscription
 * and the payer's e-mail. Test orders carry their mark in front.
 */
export function noteText(fact: Fact, language: string): string {
  const { headline, subject, details } = sentenceOf(fact, language);
  const parts = [headline, subject, ...details, subscriptionText(fact, language), payerText(fact)];
  return markTests(fact, language, [...new Set(parts)]);
}

/** A purchase is found by its order. */
function subscriptionText(fact: Fact, language: string): string | null {
  const { kind, subscriptionId } = fact;
  const isAbout =
    kind === 'subscription' || kind === 'charge_failed' || (kind === 'order' && fact.orderKind !== 'purchase');
  if (subscriptionId === null || !isAbout) return null;
  return fill(languageOf(language).texts.detail.subscription, { reference: subscriptionId });
}

function payerText({ customer: { email } }: Fact): string | null {
  return email === null ? null : readableEmail(email);
}

/** What the history on the card says of a fact: the note without what the card shows elsewhere. */
export function historyText(fact: Fact, language: string): string {
  const { headline, subject } = sentenceOf(fact, language);
  return markTests(fact, language, [headline, subject]);
}

function sentenceOf(fact: Fact, tag: string): Sentence {
  const language = languageOf(tag);
  switch (fact.kind) {
    case 'order':
      return orderSentence(fact, language);
    case 'refund':
    case 'refund_request':
      return refundSentence(fact, language);
    case 'subscription':
      return subscriptionSentence(fact, language);
    case 'charge_failed':
      return chargeFailedSentence(fact, language);
    case 'payout':
      return payoutSentence(fact, language);
    case 'customer':
      return customerSentence(fact, language);
    case 'notice':
      return noticeSentence(fact, language);
    case 'snapshot':
      return fact.subscription === null
        ? { headline: fill(language.texts.headline.other, { type: fact.type }), subject: null, details: [] }
        : subscriptionSentence({ ...fact, subscription: fact.subscription }, language);
  }
}

function markTests(fact: Fact, language: string, parts: readonly (string | null)[]): string {
  const mark = fact.live ? null : languageOf(language).texts.test;
  return [mark, ...parts].filter((part) => part !== null && part !== '').join(separator);
}
