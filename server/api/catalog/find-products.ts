import type { ListedProduct } from './products-view.ts';

/**
 * The products whose name, SKU or path holds every word of the search, in any order; those with the words as they are
 * written come first. Letter case, accents and punctuation do not count: `pro plan` finds `PRO-Plan-M`.
 */
export function findProducts(products: readonly ListedProduct[], search: string): readonly ListedProduct[] {
  const typed = folded(search);
  if (typed === '') return products;
  const words = typed.split(' ');
  const found = products
    .map((product) => ({ product, texts: [product.name, product.sku, product.path].map((text) => folded(text ?? '')) }))
    .filter(({ texts }) => words.every((word) => texts.some((text) => text.includes(word))));
  const rankOf = (texts: readonly string[]): number => {
    if (texts.includes(typed)) return 0;
    return texts.some((text) => text.startsWith(typed)) ? 1 : 2;
  };
  return found.toSorted((one, other) => rankOf(one.texts) - rankOf(other.texts)).map(({ product }) => product);
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
