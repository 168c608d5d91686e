import type { Quote } from '../records.ts';
import { display, type Payload } from './values.ts';

/** `data` of quote.created. Totals are strings, `Reason` has a capital letter, `updatedBy` may be the word `null`. */
export function quoteCreatedPayload(quote: Quote): Payload {
  return {
    ...quoteValues(quote),
    updatedBy: 'null',
    Reason: 'Quote Created',
    total: quote.total,
    totalDisplay: display(Number(quote.total), quote.currency),
    tax: Number(quote.tax),
    taxDisplay: display(Number(quote.tax), quote.currency),
    taxType: 'VAT',
    subtotal: quote.subtotal,
    subtotalDisplay: display(Number(quote.subtotal), quote.currency),
    discount: quote.discount,
    discountDisplay: display(Number(quote.discount), quote.currency),
  };
}

/** `data` of quote.updated: without totals, with the order once there is one, under keys that hold spaces. */
export function quoteUpdatedPayload(quote: Quote, reason: string): Payload {
  return {
    ...quoteValues(quote),
    updatedBy: 'sales@bluebird.example',
    Reason: reason,
    ...(quote.order === null
      ? {}
      : {
          order: quote.order.id,
          'order reference': quote.order.reference,
          'order status': quote.status,
          invoiceUrl: `https://bluebird.onfastspring.com/account/order/${quote.order.reference}/invoice`,
        }),
  };
}

function quoteValues(quote: Quote): Payload {
  const { customer } = quote;
  return {
    quote: quote.id,
    quoteName: quote.name,
    changed: quote.changedAt,
    changedInSeconds: Math.floor(quote.changedAt / 1000),
    changedTimeDisplay: `${new Date(quote.changedAt).toISOString().slice(11, 19)} UTC`,
    type: 'Assisted',
    creator: 'sales@bluebird.example',
    quoteStatus: quote.status,
    language: customer.language,
    quoteCurrency: quote.currency,
    quoteUrl: `https://bluebird.onfastspring.com/popup-default/account/order/quote/${quote.id}`,
    live: quote.live,
    account: customer.id,
    coupon: quote.coupon,
    recipient: {
      first: customer.first,
      last: customer.last,
      email: customer.email,
      company: customer.company,
      phone: customer.phone,
      taxID: null,
    },
    address: {
      addressLine1: customer.street,
      city: customer.city,
      postalCode: customer.postalCode,
      country: customer.country,
    },
    fulfillmentSetting: 'ON PAYMENT',
    notes: '',
    tags: quote.tags,
    items: quote.lines.map((line) => ({
      product: line.product.name,
      quantity: line.quantity,
      display: line.product.name,
      subtotal: Number(line.subtotal),
      subtotalDisplay: display(Number(line.subtotal), quote.currency),
      discount: line.discount,
    })),
  };
}
