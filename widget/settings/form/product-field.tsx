import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedProduct } from '../../../server/api/catalog/products-view.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { fill } from '../../ui/texts.ts';
import { useKnownProducts } from '../catalog/known-products.tsx';
import { fitsSkuPattern } from '../catalog/sku-pattern.ts';
import { type PageTexts, useCatalog, usePage } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { Combobox, type ComboboxOption } from './combobox.tsx';
import { type ProductSearch, useProductSearch } from './use-product-search.ts';

/** This many products are named; the others are counted. */
const NAMED = 4;

interface ProductOption extends ComboboxOption {
  readonly product: ListedProduct;
}

/**
 * A product, found by its name, SKU or path and chosen from a list, or a pattern with `*` for any text. Below it the
 * matching products.
 */
export function ProductField(props: {
  label: string;
  value: string;
  /** the meaning of an empty field; omitted where it is required */
  whenEmpty?: string;
  problem: SettingsProblem | null;
  onChange: (value: string) => void;
}): JSX.Element {
  const { label, value, whenEmpty, problem, onChange } = props;
  const { texts, formats } = usePage();
  const patternFit = usePatternFit();
  const [isSearching, setSearching] = useState(false);
  const typed = value.trim();
  // A pattern is no search. Whatever is chosen already is no search either: the whole list is offered beside it.
  const isPattern = typed.includes('*');
  const { byPattern } = useKnownProducts();
  const isChosen = byPattern.has(typed.toLowerCase());
  const search = useProductSearch(isSearching && !isPattern ? (isChosen ? '' : typed) : null);
  const options = isPattern ? [] : search.products.map((product) => optionOf(product));

  function optionOf(product: ListedProduct): ProductOption {
    const name = product.sku ?? product.path ?? '';
    const orders = formats.plural(texts.productSearch.orders, product.orders);
    return { id: product.pattern, label: product.name, detail: `${name} · ${orders}`, product };
  }
  /** A name that was typed in full means the product. */
  const leave = (): void => {
    setSearching(false);
    const named = [...byPattern.values()].filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const [only] = named;
    if (only !== undefined && named.length === 1 && !isChosen) onChange(only.pattern);
  };
  const hint = typed === '' ? [whenEmpty, texts.pattern.hint] : [patternFit(value)];
  return (
    <Combobox
      label={label}
      hint={hint.filter(Boolean).join(' ')}
      problem={problem}
      text={value}
      options={options}
      status={isPattern ? null : statusOf(search, texts, formats)}
      onType={onChange}
      onChoose={({ product }) => {
        setSearching(false);
        onChange(product.pattern);
      }}
      onOpen={() => setSearching(true)}
      onLeave={leave}
    />
  );
}

/** What the list lacks, and why. */
function statusOf({ view, isRefused }: ProductSearch, texts: PageTexts, formats: PageFormats): string | null {
  const words = texts.productSearch;
  if (isRefused) return words.refused;
  if (view === null) return texts.loading;
  const more = view.further > 0 && formats.plural(words.further, view.further);
  const nothing = view.products.length === 0 && words.none;
  const missing = view.catalogue !== 'read' && words.catalogue[view.catalogue];
  return [more, nothing, missing].filter(Boolean).join(' ') || null;
}

/** Lists the products that match a pattern, among those that were sold and those that the page has listed. */
export function usePatternFit(): (typed: string) => string {
  const { texts, formats } = usePage();
  const { products: sold } = useCatalog();
  const { byPattern } = useKnownProducts();
  const listed = [...byPattern.values()].map(({ name, sku, path }) => ({ product: name, sku, path }));
  return (typed) => {
    const pattern = typed.trim();
    if (pattern === '') return '';
    const fitting = (products: typeof sold): readonly string[] => [
      ...new Set(
        products
          .filter(({ sku, path }) => [sku, path].some((name) => name !== null && fitsSkuPattern(pattern, name)))
          .map(({ product }) => product),
      ),
    ];
    const names = fitting(sold).length > 0 ? fitting(sold) : fitting(listed);
    if (sold.length === 0 && names.length === 0) return texts.pattern.nothingSold;
    if (names.length === 0) return texts.pattern.fitsNone;
    const named = names.slice(0, NAMED).join(', ');
    const others = names.length - NAMED;
    return others > 0
      ? formats.plural(texts.pattern.fitsMore, others, { products: named })
      : fill(texts.pattern.fits, { products: named });
  };
}
