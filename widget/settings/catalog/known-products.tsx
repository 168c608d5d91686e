import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { ListedProduct } from '../../../server/api/catalog/products-view.ts';
import { usePage } from '../page/page-context.ts';

interface KnownProducts {
  /** by their patterns in lower case */
  readonly byPattern: ReadonlyMap<string, ListedProduct>;
  remember(products: readonly ListedProduct[]): void;
}

const Context = createContext<KnownProducts>({ byPattern: new Map(), remember: () => undefined });

/** The products that the page has listed so far: the most sold ones, and those of every search. */
export function KnownProductsProvider({ children }: { children: ComponentChildren }): JSX.Element {
  const { api, mayChange } = usePage();
  const [byPattern, setByPattern] = useState<KnownProducts['byPattern']>(new Map());
  const remember = (products: readonly ListedProduct[]): void =>
    setByPattern(
      (known) => new Map([...known, ...products.map((product) => [product.pattern.toLowerCase(), product] as const)]),
    );
  useEffect(() => {
    if (!mayChange) return;
    void api.findProducts('').then((answer) => {
      if (answer.ok) remember(answer.body.products);
    });
  }, [mayChange]);
  return <Context.Provider value={{ byPattern, remember }}>{children}</Context.Provider>;
}

export function useKnownProducts(): KnownProducts {
  return useContext(Context);
}

/** The name of the product that a pattern means; the pattern itself where it may mean several. */
export function nameOfPattern(pattern: string, { byPattern }: Pick<KnownProducts, 'byPattern'>): string {
  return byPattern.get(pattern.toLowerCase())?.name ?? pattern;
}
