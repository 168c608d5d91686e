import type { FastspringApi, Product } from '../../fastspring/api/api.ts';
import type { OfferedProduct } from './payment-links-view.ts';

/** More than anybody looks through in a list; FastSpring answers so many in a dozen pages. */
const productsAtMost = 1_000;
/** ms; a new product can be sold by a link soon, and a salesperson's second link costs no request */
const rememberedFor = 300_000;

/** A store's products, asked for once for everybody who makes links within a few minutes. */
export function createProductMemory(clock: () => number) {
  const known = new Map<string, { readonly readAt: number; readonly products: Promise<readonly Product[]> }>();
  return (accountId: string, fastspring: Pick<FastspringApi, 'listProducts'>): Promise<readonly Product[]> => {
    const remembered = known.get(accountId);
    if (remembered !== undefined && clock() - remembered.readAt < rememberedFor) return remembered.products;
    const products = listAll(fastspring);
    known.set(accountId, { readAt: clock(), products });
    // A failure is not remembered; the caller gets it.
    products.catch(() => known.delete(accountId));
    return products;
  };
}

async function listAll({ listProducts }: Pick<FastspringApi, 'listProducts'>): Promise<readonly Product[]> {
  const products: Product[] = [];
  let page: number | null = 1;
  while (page !== null && products.length < productsAtMost) {
    const listed: Awaited<ReturnType<typeof listProducts>> = await listProducts(page);
    products.push(...listed.items);
    page = listed.nextPage;
  }
  return products.slice(0, productsAtMost);
}

/** The product's name in the language, in English, or in any; its path where it has none. */
export function productName({ name, path }: Product, language: string): string {
  const [primary = 'en'] = language.toLowerCase().split('-');
  return name[primary] ?? name.en ?? Object.values(name)[0] ?? path;
}

/** @param currency the account's, in which a price is shown where the product has one; FastSpring converts for others */
export function toOffered(product: Product, language: string, currency: string | null): OfferedProduct {
  const shown = currency !== null && product.prices[currency] !== undefined ? currency : Object.keys(product.prices)[0];
  return {
    path: product.path,
    name: productName(product, language),
    price: shown === undefined ? null : (product.prices[shown] ?? null),
    currency: shown ?? null,
    interval: product.renewal?.interval ?? null,
    intervalLength: product.renewal?.length ?? 1,
  };
}
