import type { OfferedProduct } from '../../server/api/payment-links/payment-links-view.ts';

/** The products with every typed word in their name or path; upper case and accents do not count. */
export function findProducts(products: readonly OfferedProduct[], typed: string): readonly OfferedProduct[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return products.filter(({ name, path }) => {
    const text = plain(`${name} ${path}`);
    return words.every((word) => text.includes(word));
  });
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
