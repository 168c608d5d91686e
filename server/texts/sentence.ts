import type { OrderItem } from '../ledger/fact.ts';

/** The parts of which a fact's texts are made, each in the reader's language. */
export interface Sentence {
  /** what happened, with the amount */
  readonly headline: string;
  /** the product, or what else it happened to */
  readonly subject: string | null;
  /** what a note adds: references, dates, reasons */
  readonly details: readonly (string | null)[];
}

const mostItems = 3;

/** `Pro plan × 5`; no number for one, nor for the 0 that FastSpring gives for a part of an item. */
export function productText(name: string, quantity: number): string {
  return quantity > 1 ? `${name} × ${quantity}` : name;
}

/** The first products of an order, and how many more there are. */
export function itemsText(items: readonly OrderItem[]): string | null {
  if (items.length === 0) return null;
  const named = items.slice(0, mostItems).map((item) => productText(item.product, item.quantity));
  const more = items.length - named.length;
  return more > 0 ? `${named.join(', ')} + ${more}` : named.join(', ');
}
