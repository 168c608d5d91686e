import { z } from 'zod';
import type { OrderDetails, OrderItem, OrderKind } from '../../ledger/fact.ts';
import { add, isZero } from '../../ledger/money.ts';
import { customerShape } from './customer.ts';
import {
  currency,
  decimal,
  flag,
  identifier,
  linked,
  list,
  localized,
  tags,
  text,
  time,
  wholeNumber,
} from './fields.ts';
import { productShape, subscriptionIdOf, subscriptionShape } from './subscription-shape.ts';

const itemShape = z.object({
  product: productShape,
  sku: text,
  display: localized,
  quantity: wholeNumber,
  subtotal: decimal,
  total: decimal,
  subscription: linked(subscriptionShape, subscriptionIdOf),
});

/** The order of `order.*`, and the one inside charges and payouts. */
export const orderShape = customerShape.extend({
  id: identifier,
  order: identifier,
  reference: text,
  changed: time,
  currency,
  total: decimal,
  tax: decimal,
  discount: decimal,
  payoutCurrency: currency,
  totalInPayoutCurrency: decimal,
  invoiceUrl: text,
  payment: z
    .object({ type: text, creditcard: text, cardEnding: text, bank: text })
    .nullable()
    .default(null)
    .catch(null),
  lastFourDigits: text,
  paymentMethodType: text,
  acquisitionTransactionType: text,
  completed: flag,
  reason: text,
  quote: text,
  tags,
  items: list(itemShape),
});
export type OrderShape = z.infer<typeof orderShape>;

export function orderIdOf(shape: OrderShape): string | null {
  return shape.id ?? shape.order;
}

/**
 * A renewal, a proration or a managed charge is identified by its transaction type. Older orders have none; the
 * reference of a rebill ends in `B`.
 */
export function orderKindOf({ acquisitionTransactionType: type, reference }: OrderShape): OrderKind {
  if (type === null) return reference?.endsWith('B') === true ? 'renewal' : 'purchase';
  if (/PRORAT/i.test(type)) return 'proration';
  if (/MANAGED/i.test(type)) return 'managed_charge';
  return /REBILL|REGULAR_PERIOD|RENEW/i.test(type) ? 'renewal' : 'purchase';
}

/** Null without the amount or its currency: an order of an unknown sum would make every total wrong. */
export function readOrder(shape: OrderShape): OrderDetails | null {
  if (shape.total === null || shape.currency === null) return null;
  return {
    reference: shape.reference,
    currency: shape.currency,
    total: shape.total,
    tax: shape.tax ?? (isZero(shape.total) ? '0' : null),
    discount: shape.discount ?? '0',
    payoutCurrency: shape.payoutCurrency,
    payoutTotal: shape.totalInPayoutCurrency,
    country: shape.address?.country ?? shape.account?.country ?? shape.account?.address?.country ?? null,
    // FastSpring writes the address with `null` in it while the order has no reference.
    invoiceUrl: shape.invoiceUrl?.includes('/null/') ? null : shape.invoiceUrl,
    payment: readPayment(shape),
    items: readItems(shape.items),
    tags: shape.tags,
    quoteId: shape.quote,
    reason: shape.reason,
  };
}

/** An unpaid order has `payment: {}`. */
function readPayment({ payment, lastFourDigits, paymentMethodType }: OrderShape): OrderDetails['payment'] {
  const type = payment?.type ?? paymentMethodType;
  const ending = payment?.cardEnding ?? lastFourDigits?.replaceAll('*', '') ?? null;
  return type === null && ending === null
    ? null
    : { type, brand: payment?.creditcard ?? payment?.bank ?? null, last4: ending };
}

export function readItems(items: OrderShape['items']): readonly OrderItem[] {
  return items
    .filter((item) => item !== null)
    .map((item) => ({
      product: item.display ?? item.product?.display ?? item.product?.product ?? item.sku ?? '',
      productPath: item.product?.product ?? null,
      sku: item.sku ?? item.product?.sku ?? null,
      quantity: item.quantity ?? 1,
      total: add(item.subtotal ?? item.total ?? '0'),
      subscriptionId: item.subscription.id,
    }));
}
