import Big from 'big.js';
import type { FastSpringEvent } from './events.ts';
import { upperCaseId } from './identifiers.ts';
import { quoteCreatedPayload, quoteUpdatedPayload } from './payloads/quotes.ts';
import type { Customer, Quote } from './records.ts';
import { orderLines, type Purchase, purchase, type Sale } from './sales.ts';
import { emit, type Store, taxOn } from './store.ts';

export interface NewQuote {
  readonly name: string;
  readonly customer: Customer;
  readonly lines: Purchase['lines'];
  readonly currency?: string;
  readonly coupon?: string;
  /** days until it expires, 30 by default */
  readonly validFor?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly live?: boolean;
}

export function createQuote(store: Store, options: NewQuote): { quote: Quote; event: FastSpringEvent } {
  const { customer, currency = 'EUR', live = true } = options;
  const at = store.clock.now();
  const lines = orderLines(options.lines, currency, false);
  const subtotal = lines.reduce((sum, line) => sum.plus(line.subtotal), new Big(0));
  const tax = taxOn(subtotal, customer.country);
  const quote: Quote = {
    id: upperCaseId('QU', 26),
    name: options.name,
    customer,
    currency,
    lines,
    subtotal: subtotal.toFixed(2),
    tax: tax.toFixed(2),
    total: subtotal.plus(tax).toFixed(2),
    discount: lines.reduce((sum, line) => sum.plus(line.discount), new Big(0)).toFixed(2),
    coupon: options.coupon ?? null,
    live,
    createdAt: at,
    expiresAt: at + (options.validFor ?? 30) * 86_400_000,
    tags: options.tags ?? {},
    status: 'OPEN',
    order: null,
    changedAt: at,
  };
  store.quotes.set(quote.id, quote);
  const created = { ...quote };
  return { quote, event: emit(store, 'quote.created', at, live, () => quoteCreatedPayload(created)) };
}

/** The buyer accepts and pays: the quote's order comes back with its id and tags. */
export function payQuote(store: Store, quote: Quote): Sale {
  const lines = quote.lines.map(({ product, quantity }) => ({ product, quantity }));
  const { customer, currency, live, tags } = quote;
  const sale = purchase(store, { customer, lines, currency, live, tags, quoteId: quote.id });
  quote.order = sale.order;
  const event = changeQuote(store, quote, 'COMPLETED', 'Quote Completed');
  return { ...sale, events: [...sale.events, event] };
}

export function changeQuote(store: Store, quote: Quote, status: Quote['status'], reason: string): FastSpringEvent {
  quote.status = status;
  quote.changedAt = store.clock.now();
  const updated = { ...quote };
  return emit(store, 'quote.updated', quote.changedAt, quote.live, () => quoteUpdatedPayload(updated, reason));
}
