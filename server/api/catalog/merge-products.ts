import type { Product } from '../../fastspring/api/api.ts';
import type { SoldProduct } from './known-products.ts';
import type { ListedProduct } from './products-view.ts';
import { productName } from './store-products.ts';

type Named = Omit<ListedProduct, 'pattern'>;

/**
 * FastSpring's catalogue and what was sold, each product once, the most sold first. Product paths are unique at
 * FastSpring, SKUs are not.
 * @param sold the latest name of a product first
 */
export function mergeProducts(
  catalogue: readonly Product[],
  sold: readonly SoldProduct[],
  language: string,
): readonly ListedProduct[] {
  const products: Named[] = catalogue.map((product) => ({
    name: productName(product, language),
    sku: product.sku,
    path: product.path,
    orders: 0,
  }));
  const places = new Map<string, number>();
  const remember = (product: Pick<Named, 'sku' | 'path'>, index: number) => {
    for (const key of keysOf(product)) if (!places.has(key)) places.set(key, index);
  };
  products.forEach(remember);
  for (const { product, sku, path, orders } of sold) {
    const index = keysOf({ sku, path })
      .map((key) => places.get(key))
      .find((known) => known !== undefined);
    const known = index === undefined ? undefined : products[index];
    if (index === undefined || known === undefined) {
      remember({ sku, path }, products.push({ name: product, sku, path, orders }) - 1);
      continue;
    }
    products[index] = {
      ...known,
      sku: known.sku ?? sku,
      path: known.path ?? path,
      orders: known.orders + orders,
    };
  }
  return withPatterns(products).toSorted(
    (one, other) => other.orders - one.orders || one.name.localeCompare(other.name, language),
  );
}

/** A product that is known by its path is another one than one with the same SKU and another path. */
function keysOf({ sku, path }: Pick<Named, 'sku' | 'path'>): readonly string[] {
  if (path !== null) return [`path ${path.toLowerCase()}`];
  return sku === null ? [] : [`sku ${sku.toLowerCase()}`];
}

function withPatterns(products: readonly Named[]): readonly ListedProduct[] {
  const bySku = Map.groupBy(products, ({ sku }) => sku?.toLowerCase());
  return products.flatMap((product) => {
    const { sku, path } = product;
    const isOnlyOne = bySku.get(sku?.toLowerCase())?.length === 1;
    const pattern = isOnlyOne ? (sku ?? path) : (path ?? sku);
    return pattern === null ? [] : [{ pattern, ...product }];
  });
}
