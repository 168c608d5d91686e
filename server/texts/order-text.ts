import type { OrderDetails, OrderFact, RefundFact, RefundRequestFact } from '../ledger/fact.ts';
import { isZero } from '../ledger/money.ts';
import { country, money } from './format.ts';
import { fill, type Language, type Texts } from './language.ts';
import { taxName } from './local-tax.ts';
import { reasonText } from './reasons.ts';
import { itemsText, type Sentence } from './sentence.ts';

/** Orders in every state, renewals and other charges of a subscription. */
export function orderSentence(fact: OrderFact, language: Language): Sentence {
  const { order } = fact;
  const { texts, locale } = language;
  const paid = fact.state === 'completed';
  const amount = paid ? amountWithTax(order, language) : money(order.total, order.currency, locale);
  const reason = paid ? null : reasonText(order.reason, locale);
  return {
    headline: fill(texts.headline[headlineOf(fact)], { amount }),
    subject: itemsText(order.items),
    details: [
      reason === null ? null : fill(texts.detail.cause, { reason }),
      order.reference === null ? null : fill(texts.detail.order, { reference: order.reference }),
    ],
  };
}

/** Refunds, also those that are only requested, and chargebacks. */
export function refundSentence(fact: RefundFact | RefundRequestFact, { texts, locale }: Language): Sentence {
  const total = money(fact.total, fact.currency, locale);
  const tax = fill(texts.detail.taxIncluded, { tax: money(fact.tax, fact.currency, locale) });
  const amount = fact.refundKind === 'chargeback' || isZero(fact.tax) ? total : `${total}, ${tax}`;
  const reason = reasonText(fact.reason, locale);
  return {
    headline: fill(texts.headline[refundHeadlineOf(fact)], { amount }),
    subject: itemsText(fact.items),
    details: [
      reason === null ? null : fill(texts.detail.cause, { reason }),
      fact.orderReference === null ? null : fill(texts.detail.order, { reference: fact.orderReference }),
    ],
  };
}

function amountWithTax(order: OrderDetails, { texts, locale }: Language): string {
  const amount = money(order.total, order.currency, locale);
  const place = order.country === null ? null : country(order.country, locale);
  const about = [taxName(order, locale), place].filter((part) => part !== null).join(', ');
  return `${amount}, ${taxText(order, { texts, locale })}${about && ` (${about})`}`;
}

function taxText({ tax, currency }: OrderDetails, { texts, locale }: Language): string {
  if (tax === null) return texts.detail.taxUnknown;
  return isZero(tax) ? texts.detail.noTax : fill(texts.detail.taxIncluded, { tax: money(tax, currency, locale) });
}

function headlineOf(fact: OrderFact): keyof Texts['headline'] {
  switch (fact.state) {
    case 'completed':
      return isZero(fact.order.total) ? 'nothingToPay' : paidHeadlines[fact.orderKind];
    case 'failed':
      return 'orderFailed';
    case 'canceled':
      return 'orderCanceled';
    case 'payment_pending':
      return 'paymentPending';
    case 'approval_pending':
      return 'approvalPending';
  }
}

const paidHeadlines = {
  purchase: 'purchase',
  renewal: 'renewal',
  managed_charge: 'managedCharge',
  proration: 'proration',
} as const;

function refundHeadlineOf(fact: RefundFact | RefundRequestFact): keyof Texts['headline'] {
  if (fact.kind === 'refund_request') return 'refundRequested';
  if (fact.refundKind === 'chargeback') return 'chargeback';
  if (fact.full === null) return 'refund';
  return fact.full ? 'fullRefund' : 'partialRefund';
}
