import { createHash } from 'node:crypto';
import type { Customer, Product } from '../records.ts';
import type { Payload } from './values.ts';

/** `data` of mailingListEntry.updated, .removed and .abandoned (an abandoned cart). Its id belongs to the e-mail. */
export function mailingListPayload(
  list: 'subscribed' | 'unsubscribed' | 'abandoned',
  customer: Customer,
  product: Product,
  at: number,
): Payload {
  const person = {
    id: createHash('sha256').update(customer.email).digest('hex'),
    list,
    updated: at,
    email: customer.email,
    firstName: list === 'abandoned' ? null : customer.first,
    lastName: list === 'abandoned' ? null : customer.last,
    country: customer.country,
  };
  if (list === 'unsubscribed') return person;
  const [currency, price] = Object.entries(product.prices)[0] ?? ['EUR', '0'];
  return {
    ...person,
    reason: list,
    order: {
      reference: null,
      id: null,
      order: null,
      referrer: 'https://bluebird.example/pricing',
      storefront: 'bluebird/popup-default',
      items: [
        {
          product: product.path,
          path: product.path,
          quantity: 1,
          display: product.name,
          summary: product.name,
          imageUrl: null,
          isVirtual: false,
          isSubscription: product.interval !== null,
          price: Number(price),
          sku: product.sku,
          pricing: { values: { [currency]: Number(price) } },
        },
      ],
    },
    currency,
    language: customer.language,
    storefront: 'bluebird/popup-default',
    referrer: 'https://bluebird.example/pricing',
    optIn: true,
  };
}
