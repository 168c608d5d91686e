import { z } from 'zod';
import type { Order } from '../platform/database/generated/client.ts';
import type { Fact, OrderDetails, OrderItem } from './fact.ts';
import { withTaxOf } from './project-order.ts';

/** The known data of a fact's order, from all its events. */
export type KnownOrder = Pick<OrderDetails, 'reference' | 'currency' | 'total' | 'tax'> & {
  readonly items: readonly Pick<OrderItem, 'product' | 'productPath' | 'sku'>[];
};

const name = z.string().nullable();
const productsSchema = z.array(z.object({ product: z.string(), productPath: name, sku: name })).catch([]);

/** The products of an order's items, as stored in its row. */
export function productsIn(items: unknown): KnownOrder['items'] {
  return productsSchema.parse(items);
}

/** The same of an order's row. */
export function knownOrderOf(order: Pick<Order, 'reference' | 'currency' | 'total' | 'tax' | 'items'>): KnownOrder {
  const { reference, currency, total, tax, items } = order;
  return { reference, currency, total: total.toFixed(), tax: tax?.toFixed() ?? null, items: productsIn(items) };
}

/**
 * The fact completed from other events of its order: its reference, the tax, and the names of products that a refund
 * shows by their path.
 */
export function withKnownOrder(fact: Fact, known: KnownOrder): Fact {
  switch (fact.kind) {
    case 'order':
      return {
        ...fact,
        order: { ...withTaxOf(fact.order, known), reference: fact.order.reference ?? known.reference },
      };
    case 'refund':
    case 'refund_request':
      return {
        ...fact,
        orderReference: fact.orderReference ?? known.reference,
        items: fact.items.map((item) => ({ ...item, product: nameOf(item, known) })),
      };
    default:
      return fact;
  }
}

/** A partly refunded item has no name at FastSpring, only its path. */
function nameOf({ product, productPath, sku }: OrderItem, { items }: KnownOrder): string {
  if (product !== productPath && product !== sku) return product;
  const isSame = (item: KnownOrder['items'][number]) =>
    (productPath !== null && item.productPath === productPath) || (sku !== null && item.sku === sku);
  return items.find(isSame)?.product ?? product;
}
