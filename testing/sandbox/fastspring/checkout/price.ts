import Big from 'big.js';
import type { CheckoutSession, Store } from '../store.ts';
import { taxOn } from '../store.ts';

/** Decimal strings in the session's currency. */
export interface CheckoutPrice {
  readonly lines: readonly { readonly name: string; readonly quantity: number; readonly net: string }[];
  readonly tax: string;
  readonly total: string;
}

/** What the buyer will pay; the tax is that of a buyer's account where there is one, as in the order. */
export function priceOf(store: Store, session: CheckoutSession): CheckoutPrice {
  const { currency, lines } = session;
  const priced = lines.map(({ product, quantity }) => ({
    name: product.name,
    quantity,
    net: new Big(product.prices[currency] ?? 0).times(quantity),
  }));
  const net = priced.reduce((sum, line) => sum.plus(line.net), new Big(0));
  const tax = taxOn(net, countryOf(store, session));
  return {
    lines: priced.map((line) => ({ ...line, net: line.net.toFixed(2) })),
    tax: tax.toFixed(2),
    total: net.plus(tax).toFixed(2),
  };
}

function countryOf(store: Store, { customerId, buyer, country }: CheckoutSession): string {
  const customers = [...store.customers.values()];
  const known = customers.find(({ id, email }) => id === customerId || email === buyer.email);
  return known?.country ?? country;
}
