import { z } from 'zod';
import { parseExact } from '../json.ts';
import type { BuyerAccount, FastspringApi, FastspringObject, Product } from './api.ts';
import { getBatched, listPage, listWhole } from './listing.ts';
import { isWhole, type ListName, readEntryOrders, readObject } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

/** Pages of a search for accounts; an address or an order leads to one account, or very few. */
const pagesAtMost = 10;

/** What a store has sold and sells: orders, refunds, subscriptions, their buyers, and products. */
export function createReads(requests: StoreRequests) {
  const getOne = async (name: ListName, id: string) =>
    readObject(await requests.send({ method: 'GET', path: `/${name}/${encodeURIComponent(id)}` }), name);
  const getAccount = async (id: string) => toAccount(await getOne('accounts', id));

  return {
    getAccount,
    findAccounts: async (filter) => {
      const accounts: BuyerAccount[] = [];
      for (let page: number | null = 1; page !== null && page <= pagesAtMost; ) {
        const found = await listPage(requests, 'accounts', { ...filter }, page);
        for (const element of found.items) {
          accounts.push(isWhole(element) ? toAccount(element) : await getAccount(element.id));
        }
        page = found.nextPage;
      }
      return accounts;
    },
    listOrders: (filter, page) => listWhole(requests, 'orders', { ...filter }, page),
    getOrders: (ids) => getBatched(requests, 'orders', ids),
    getReturns: (ids) => getBatched(requests, 'returns', ids),
    listSubscriptions: (filter, page) => listWhole(requests, 'subscriptions', { ...filter }, page),
    getSubscriptions: (ids) => getBatched(requests, 'subscriptions', ids),
    getSubscription: (id) => getOne('subscriptions', id),
    listSubscriptionEntries: async (id) => {
      const path = `/subscriptions/${encodeURIComponent(id)}/entries`;
      return readEntryOrders(await requests.send({ method: 'GET', path }));
    },
    listProducts: async (page) => {
      const products = await listWhole(requests, 'products', {}, page);
      return { ...products, items: products.items.map(toProduct) };
    },
    getProduct: async (path) => toProduct(await getOne('products', path)),
  } satisfies Partial<FastspringApi>;
}

const accountSchema = z.object({ contact: z.object({ email: z.string().trim().min(1).nullable().catch(null) }) });

function toAccount({ id, json }: FastspringObject): BuyerAccount {
  const parsed = accountSchema.safeParse(JSON.parse(json));
  return { id, json, email: parsed.data?.contact.email ?? null };
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
