import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedProduct, ProductsView } from '../../../server/api/catalog/products-view.ts';
import { useKnownProducts } from '../catalog/known-products.tsx';
import { usePage } from '../page/page-context.ts';

/** ms without a key before a search is sent */
const PAUSE_MS = 150;
/** ms until FastSpring's catalogue is asked for again while it is being read */
const READ_AGAIN_MS = 2_000;

export interface ProductSearch {
  readonly products: readonly ListedProduct[];
  /** null before the first answer */
  readonly view: ProductsView | null;
  readonly isRefused: boolean;
}

/** The products that fit the words; the former ones until the answer is there. `null` searches nothing. */
export function useProductSearch(words: string | null): ProductSearch {
  const { api } = usePage();
  const { remember } = useKnownProducts();
  const [found, setFound] = useState<Omit<ProductSearch, 'products'>>({ view: null, isRefused: false });
  const [round, setRound] = useState(0);
  const latest = useRef(0);

  useEffect(() => {
    if (words === null) return;
    latest.current += 1;
    const mine = latest.current;
    let again: ReturnType<typeof setTimeout> | undefined;
    const timer = setTimeout(async () => {
      const answer = await api.findProducts(words);
      if (mine !== latest.current) return;
      setFound({ view: answer.ok ? answer.body : null, isRefused: !answer.ok });
      if (!answer.ok) return;
      remember(answer.body.products);
      if (answer.body.catalogue === 'reading') again = setTimeout(() => setRound(round + 1), READ_AGAIN_MS);
    }, PAUSE_MS);
    return () => {
      latest.current += 1;
      clearTimeout(timer);
      clearTimeout(again);
    };
  }, [words, round]);

  return { ...found, products: found.view?.products ?? [] };
}
