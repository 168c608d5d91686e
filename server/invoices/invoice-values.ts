import Big from 'big.js';
import { z } from 'zod';
import { givenBackOf, isGivenBack } from '../ledger/given-back.ts';
import type { LeadPayments } from '../ledger/lead-status.ts';
import { add, compare, isZero, minorDigits, subtract } from '../ledger/money.ts';
import type { Account } from '../platform/database/generated/client.ts';
import { plainText } from '../rules/planning/plain-text.ts';
import type { InvoiceShape } from '../rules/settings/invoice-list.ts';
import { money } from '../texts/format.ts';
import { fill, languageOf, type Texts } from '../texts/language.ts';

const itemSchema = z.object({
  description: z.string(),
  sku: z.string().nullable(),
  quantity: z.number(),
  /** a decimal string in the account's currency */
  unitPrice: z.string(),
});
type InvoiceItem = z.infer<typeof itemSchema>;

/** The values of an invoice in Kommo; null for an empty field. */
export const invoiceValuesSchema = z.object({
  /** without the mark by which it is found again */
  name: z.string(),
  status: z.enum(['created', 'paid', 'partially_paid']),
  /** a decimal string in the account's currency */
  price: z.string().nullable(),
  /** Unix s */
  paidAt: z.number().nullable(),
  items: z.array(itemSchema).nullable(),
  /** Kommo's id of a contact */
  payerId: z.number().nullable(),
  comment: z.string().nullable(),
});
export type InvoiceValues = z.infer<typeof invoiceValuesSchema>;

/** Money is a decimal string in the order's currency, times are ms. */
export interface InvoicedOrder
  extends Pick<LeadPayments['orders'][number], 'orderId' | 'state' | 'occurredAt' | 'currency' | 'total' | 'tax'> {
  readonly reference: string | null;
  readonly items: readonly {
    readonly product: string;
    readonly sku: string | null;
    readonly quantity: number;
    readonly total: string;
  }[];
}

type Refund = Parameters<typeof givenBackOf>[1][number];

interface InvoicedLink {
  readonly product: string;
  readonly quantity: number;
  /** ms */
  readonly expiresAt: number | null;
}

/** The source of an invoice: an order, or a payment link that is not paid yet. */
export type InvoiceSource =
  | { readonly order: InvoicedOrder; readonly refunds: readonly Refund[] }
  | { readonly link: InvoicedLink };

/** Kommo's longest name, without the mark behind it. */
const longestName = 240;

/** Postgres stores no half of a character. */
function onOneLine(name: string): string {
  const line = plainText(name).replaceAll(/\s+/g, ' ').trim();
  return line
    .slice(0, longestName)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

/**
 * The values of the invoice of an order or payment link, in a list that may lack fields. Kommo's invoices have no
 * currency of their own: an amount in a currency other than the account's is shown only in words, never as the total or
 * an item's price. Kommo has no refunded state: a fully refunded invoice is unpaid like a new one, and says why.
 */
export function invoiceValues(
  source: InvoiceSource,
  payerId: number | null,
  account: Pick<Account, 'language' | 'currency'>,
  shape: InvoiceShape,
  now: number,
): InvoiceValues {
  const language = languageOf(account.language);
  const drafted =
    'order' in source ? ofOrder(source.order, source.refunds, account, language) : ofLink(source.link, language, now);
  const { name, status, price, paidAt, items, comment } = drafted;
  const { fields, statuses } = shape;
  const isPartly = status === 'partially_paid' && statuses.partially_paid === undefined;
  // If there is no field for it, the order's outcome goes after the name.
  const isInName = comment !== null && fields.comment === undefined;
  return {
    name: onOneLine(isInName ? `${name} · ${comment}` : name),
    status: isPartly ? 'paid' : status,
    price: fields.price === undefined ? null : price,
    paidAt: fields.paidAt === undefined ? null : paidAt,
    items: fields.items === undefined ? null : items,
    payerId: fields.payerId === undefined ? null : payerId,
    comment: isInName || comment === null ? null : plainText(comment),
  };
}

type Drafted = Omit<InvoiceValues, 'payerId'>;
type Language = ReturnType<typeof languageOf>;

function ofOrder(
  order: InvoicedOrder,
  refunds: readonly Refund[],
  account: Pick<Account, 'language' | 'currency'>,
  { texts, locale }: Language,
): Drafted {
  const isOwnCurrency = order.currency === account.currency;
  const isBack = isGivenBack(order, refunds);
  const given = givenBackOf(order, refunds).total;
  const amountOf = (amount: string) => money(amount, order.currency, locale);
  const isPaid = order.state === 'completed' && !isBack;
  const comment = [
    ...commentOnState(order, texts, amountOf),
    ...(isBack || !isZero(given) ? [commentOnRefund(order, refunds, texts, amountOf(given))] : []),
    ...(isOwnCurrency ? [] : [inOtherCurrency(order, account, texts, amountOf)]),
  ].join('\n');
  return {
    name: ['FastSpring', order.reference ?? order.orderId, ...(isOwnCurrency ? [] : ['·', amountOf(order.total)])].join(
      ' ',
    ),
    status: !isPaid ? 'created' : isZero(given) ? 'paid' : 'partially_paid',
    price: isOwnCurrency ? order.total : null,
    paidAt: isPaid ? Math.floor(order.occurredAt / 1000) : null,
    items: isOwnCurrency && order.items.length > 0 ? itemsOf(order, texts.detail.tax) : null,
    comment: comment === '' ? null : comment,
  };
}

function commentOnState(
  order: InvoicedOrder,
  { headline }: Texts,
  amountOf: (amount: string) => string,
): readonly string[] {
  const words = {
    completed: null,
    payment_pending: headline.paymentPending,
    approval_pending: headline.approvalPending,
    failed: headline.orderFailed,
    canceled: headline.orderCanceled,
  }[order.state];
  return words === null ? [] : [fill(words, { amount: amountOf(order.total) })];
}

function commentOnRefund(
  order: InvoicedOrder,
  refunds: readonly Refund[],
  { headline }: Texts,
  amount: string,
): string {
  const own = refunds.filter(({ orderId }) => orderId === order.orderId);
  if (own.every(({ kind }) => kind === 'chargeback')) return fill(headline.chargeback, { amount });
  return fill(isGivenBack(order, refunds) ? headline.fullRefund : headline.partialRefund, { amount });
}

function inOtherCurrency(
  order: InvoicedOrder,
  account: Pick<Account, 'language' | 'currency'>,
  { invoice }: Texts,
  amountOf: (amount: string) => string,
): string {
  const products = order.items.map(({ product, quantity }) => `${product} × ${quantity}`).join(', ');
  const amount = amountOf(order.total);
  return fill(invoice.otherCurrency, { amount, currency: account.currency ?? '–', products });
}

function ofLink({ product, quantity, expiresAt }: InvoicedLink, { texts }: Language, now: number): Drafted {
  const { linkOpen, linkExpired } = texts.invoice;
  return {
    name: `FastSpring · ${product} × ${quantity}`,
    status: 'created',
    price: null,
    paidAt: null,
    items: null,
    comment: expiresAt !== null && expiresAt <= now ? linkExpired : linkOpen,
  };
}

/**
 * The bought items, and the tax as a separate line if the items do not contain it, so that the lines add up to the
 * total. A discount beyond the items' own is not shown, because an item's price is never negative.
 */
function itemsOf({ items, total, tax, currency }: InvoicedOrder, taxName: string): InvoiceItem[] {
  const lines = items.map((item): InvoiceItem => {
    const { unitPrice, isWhole } = unitPriceOf(item.total, item.quantity, currency);
    const description = plainText(item.product) || '–';
    return isWhole
      ? { description, sku: item.sku, quantity: item.quantity, unitPrice }
      : { description: `${description} × ${item.quantity}`, sku: item.sku, quantity: 1, unitPrice: item.total };
  });
  const rest = subtract(total, add('0', ...items.map((item) => item.total)));
  if (compare(rest, '0') <= 0) return lines;
  const isTax = tax !== null && compare(rest, tax) === 0;
  return [...lines, { description: isTax ? taxName : 'FastSpring', sku: null, quantity: 1, unitPrice: rest }];
}

/** If the total does not divide evenly, the price is that of the whole line. */
function unitPriceOf(total: string, quantity: number, currency: string): { unitPrice: string; isWhole: boolean } {
  if (!Number.isInteger(quantity) || quantity < 1) return { unitPrice: total, isWhole: false };
  const unitPrice = new Big(total).div(quantity).round(minorDigits(currency), Big.roundHalfUp);
  return { unitPrice: unitPrice.toFixed(), isWhole: unitPrice.times(quantity).eq(total) };
}
