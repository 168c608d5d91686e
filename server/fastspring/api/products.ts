import { z } from 'zod';
import { parseExact } from '../json.ts';
import type { FastspringApi, FastspringObject, Product } from './api.ts';
import { completed, getBatched, listPage } from './listing.ts';
import { readObject } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

export function createProducts(requests: StoreRequests): Pick<FastspringApi, 'listProducts' | 'getProduct'> {
  return {
    listProducts: async (page) => {
      const listed = await listPage(requests, 'products', {}, page);
      const products = await completed(listed, (paths) => getBatched(requests, 'products', paths));
      return { ...products, items: products.items.map(toProduct) };
    },
    getProduct: async (path) =>
      toProduct(
        readObject(await requests.send({ method: 'GET', path: `/products/${encodeURIComponent(path)}` }), 'products'),
      ),
  };
}

const texts = z.record(z.string(), z.string());
const pricingSchema = z.object({
  price: texts.catch({}),
  interval: z.enum(['adhoc', 'day', 'week', 'month', 'year']).nullable().catch(null),
  intervalLength: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .catch(1),
});
const productSchema = z.object({
  display: z.union([texts, z.string().transform((name) => ({ en: name }))]).catch({}),
  sku: z.string().min(1).nullable().catch(null),
  pricing: pricingSchema.catch({ price: {}, interval: null, intervalLength: 1 }),
});

/** What cannot be read is left empty: a product without a price can still be sold. */
function toProduct({ id, json }: FastspringObject): Product {
  const { display, sku, pricing } = productSchema.parse(parseExact(json));
  const { price, interval, intervalLength } = pricing;
  return {
    path: id,
    name: display,
    sku,
    prices: price,
    renewal: interval === null ? null : { interval, length: intervalLength },
  };
}
