import type { Order, OrderLine, Payment, Subscription } from '../records.ts';
import { accountReference, contact, orderAddress } from './accounts.ts';
import type { Expansion } from './expansion.ts';
import { subscriptionPayload } from './subscriptions.ts';
import { type Currencies, javaDate, moment, money, type Payload } from './values.ts';

/** `data` of order.completed, .failed, .canceled, .payment.pending and .approval.pending, and an order elsewhere. */
export function orderPayload(
  order: Order,
  { expanded }: Expansion,
  findSubscription: (id: string) => Subscription | undefined = () => undefined,
): Payload {
  const isCompleted = order.state === 'completed';
  return {
    order: order.id,
    id: order.id,
    reference: order.reference,
    buyerReference: null,
    ipAddress: order.isRebill ? null : '192.0.2.44',
    completed: isCompleted,
    ...moment('changed', order.changedAt),
    changedDisplayEmailEnhancements: new Date(order.changedAt).toDateString().slice(4),
    language: order.customer.language,
    live: order.live,
    currency: order.currency,
    payoutCurrency: order.payoutCurrency,
    quote: order.quoteId,
    invoiceUrl: `https://bluebird.onfastspring.com/account/order/${order.reference}/invoice`,
    siteId: 'BLUEBIRD5SITE',
    acquisitionTransactionType: order.isRebill ? 'REGULAR_REBILL_ORDER' : 'INITIAL_ORDER',
    account: accountReference(order.customer, expanded),
    ...money('total', order.total, order),
    ...money('tax', order.tax, order),
    ...money('subtotal', order.subtotal, order),
    ...money('discount', order.discount, order),
    ...money('discountWithTax', order.discount, order),
    billDescriptor: 'FS* bluebird',
    ...(isCompleted ? {} : { reason: order.reason }),
    ...(order.state === 'payment.pending' ? { paymentDueDate: javaDate(order.createdAt + 30 * 86_400_000) } : {}),
    payment: isCompleted ? paymentPayload(order.payment) : {},
    customer: contact(order.customer),
    address: orderAddress(order.customer),
    recipients: [
      {
        recipient: {
          ...contact(order.customer),
          account: accountReference(order.customer, expanded),
          address: orderAddress(order.customer),
        },
      },
    ],
    notes: [],
    ...(Object.keys(order.tags).length === 0 ? {} : { tags: order.tags }),
    items: order.lines.map((line) => itemPayload(line, order, expanded, findSubscription)),
  };
}

/** The simplified `data` of order.completed from guides for self-built integrations. */
export function simplifiedOrder(order: Order): Payload {
  return {
    id: order.id,
    total: Number(order.total),
    currency: order.currency,
    customer: { email: order.customer.email },
    items: order.lines.map(({ product }) => ({ product: { sku: product.sku, display: { en: product.name } } })),
  };
}

export function paymentPayload(payment: Payment): Payload {
  switch (payment.type) {
    case 'creditcard':
      return { type: 'creditcard', creditcard: payment.brand, cardEnding: payment.last4 };
    case 'test':
      return { type: 'test', cardEnding: payment.last4 };
    case 'bank':
      return { type: 'bank', bank: 'wire' };
    default:
      return { type: payment.type };
  }
}

function itemPayload(
  line: OrderLine,
  currencies: Currencies,
  expanded: boolean,
  findSubscription: (id: string) => Subscription | undefined,
): Payload {
  const subscription = expanded && line.subscriptionId !== null ? findSubscription(line.subscriptionId) : undefined;
  return {
    product: line.product.path,
    quantity: line.quantity,
    display: line.product.name,
    sku: line.product.sku,
    imageUrl: null,
    shortDisplay: line.product.name,
    ...money('subtotal', line.subtotal, currencies),
    ...money('discount', line.discount, currencies),
    ...(line.subscriptionId === null
      ? {}
      : {
          isSubscription: true,
          subscription: subscription ? subscriptionPayload(subscription, { expanded: false }) : line.subscriptionId,
        }),
    fulfillments: {},
    withholdings: { taxWithholdings: false },
    ...money('proratedItemChangeAmount', '0', currencies),
    ...money('proratedItemProratedCharge', '0', currencies),
    ...money('proratedItemCreditAmount', '0', currencies),
    ...money('proratedItemTaxAmount', '0', currencies),
    ...money('proratedItemTotal', '0', currencies),
  };
}
