import Big from 'big.js';
import type { OrderLine, Return } from '../records.ts';
import { accountReference, contact } from './accounts.ts';
import type { Expansion } from './expansion.ts';
import { paymentPayload } from './orders.ts';
import { moment, money, type Payload } from './values.ts';

/** `data` of return.created. The items of a partial refund have quantity 0 and no display. */
export function returnPayload(refund: Return, { expanded }: Expansion): Payload {
  const { order } = refund;
  const subtotal = new Big(refund.total).minus(refund.tax).toFixed(2);
  return {
    return: refund.id,
    quote: order.quoteId,
    reference: refund.reference,
    completed: refund.isCompleted,
    ...moment('changed', refund.at),
    live: order.live,
    account: accountReference(order.customer, expanded),
    currency: order.currency,
    payoutCurrency: order.payoutCurrency,
    ...money('totalReturn', refund.total, order),
    ...money('tax', refund.tax, order),
    ...money('subtotal', subtotal, order),
    totalRefundInPayoutCurrency: new Big(refund.total).times(order.payoutRate).round(2).toNumber(),
    payment: paymentPayload(order.payment),
    reason: refund.reason,
    note: '',
    type: 'RETURN',
    refundPerformerType: 'sellerApp',
    refundSourceComponent: 'refund',
    original: {
      id: order.id,
      order: order.id,
      reference: order.reference,
      account: order.customer.id,
      currency: order.currency,
      payoutCurrency: order.payoutCurrency,
      ...money('total', order.total, order),
      ...money('tax', order.tax, order),
      ...money('subtotal', order.subtotal, order),
      notes: [],
      ...(Object.keys(order.tags).length === 0 ? {} : { tags: order.tags }),
    },
    customer: contact(order.customer),
    items: refund.isFull
      ? order.lines.map((line) => fullItem(line, refund))
      : order.lines.slice(0, 1).map((line) => partialItem(line, subtotal, refund)),
    refundPerformer: 'billing@bluebird.example',
  };
}

function fullItem(line: OrderLine, { order }: Return): Payload {
  return {
    product: line.product.path,
    quantity: line.quantity,
    display: line.product.name,
    sku: line.product.sku,
    refundType: 'Full Refund',
    ...money('subtotal', line.subtotal, order),
    fulfillments: {},
    withholdings: { taxWithholdings: false },
  };
}

function partialItem(line: OrderLine, subtotal: string, { order }: Return): Payload {
  return {
    product: line.product.path,
    quantity: 0,
    display: null,
    sku: null,
    refundType: 'Partial Refund',
    ...money('subtotal', subtotal, order),
    withholdings: { taxWithholdings: false },
  };
}
