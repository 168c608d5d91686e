import { z } from 'zod';
import type { Fact } from './fact.ts';
import { productsIn, withKnownOrder } from './known-order.ts';

/** The columns that complete a fact from the rows of its order and customer. */
export const companionSchema = z.object({
  order_reference: z.string().nullable(),
  order_currency: z.string().nullable(),
  order_total: z.string().nullable(),
  order_tax: z.string().nullable(),
  order_items: z.unknown(),
  customer_email: z.string().nullable(),
});

/** Those columns, over the aliases o (order) and c (customer). */
export const companionColumns = `o."reference" AS order_reference, o."currency" AS order_currency, o."total"::text AS order_total,
  o."tax"::text AS order_tax, o."items" AS order_items, c."email" AS customer_email`;

/**
 * The fact completed from its order and customer: a chargeback names no payer, an event without expansion little at
 * all.
 */
export function completedFact(fact: Fact, row: z.infer<typeof companionSchema>): Fact {
  const { customer } = fact;
  const named = customer.email === null ? { ...fact, customer: { ...customer, email: row.customer_email } } : fact;
  const { order_reference: reference, order_currency: currency, order_total: total, order_tax: tax } = row;
  if (currency === null || total === null) return named;
  return withKnownOrder(named, { reference, currency, total, tax, items: productsIn(row.order_items) });
}
