import type { Product } from '../../fastspring/api/api.ts';
import { productName } from '../catalog/store-products.ts';
import type { OfferedProduct } from './payment-links-view.ts';

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
