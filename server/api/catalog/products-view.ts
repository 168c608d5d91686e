/**
 * What `GET /api/v1/catalog/products?search=` answers: what a product pattern can be chosen from. FastSpring's catalogue
 * together with what customers have bought, the most sold first, at most 50.
 */
export interface ProductsView {
  readonly products: readonly ListedProduct[];
  /** how many more fit the search */
  readonly further: number;
  /** without it only products that were sold are listed */
  readonly catalogue: CatalogueState;
}

/** `reading`: FastSpring takes its time; the list is complete a little later. */
export type CatalogueState = 'read' | 'reading' | 'not_configured' | 'refused' | 'unavailable';

export interface ListedProduct {
  /** what a rule names it by: its SKU, or its path where it has none or shares it */
  readonly pattern: string;
  /** in the reader's language where FastSpring has it */
  readonly name: string;
  readonly sku: string | null;
  readonly path: string | null;
  /** live orders that were paid */
  readonly orders: number;
}
