import { z } from 'zod';
import type { Order, Subscription } from '../../platform/database/generated/client.ts';
import { httpsAddress } from '../../rules/planning/https-address.ts';

/** What stands as JSON in the ledger's rows (server/recording/columns.ts), read back. */

const text = z.string().nullable().catch(null);
const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .nullable()
  .catch(null);
const method = z.object({ type: text, last4: text });
const paymentMethod = method.nullable().catch(null);
const item = z.object({
  product: z.string(),
  sku: text,
  quantity: z.number(),
  total: z.string(),
  subscriptionId: text,
});
const items = z.array(item);
const details = z.object({
  declineReason: text,
  accountUrl: text.transform(httpsAddress),
  paymentMethod: method.extend({ brand: text, expires: month }).nullable().catch(null),
  nextChargePreTax: text,
});

export function orderItems(order: Pick<Order, 'items'>): z.infer<typeof item>[] {
  return items.parse(order.items);
}

export function orderPayment(order: Pick<Order, 'payment'>): z.infer<typeof paymentMethod> {
  return paymentMethod.parse(order.payment);
}

export function subscriptionDetails(subscription: Subscription): z.infer<typeof details> {
  return details.parse(subscription.details);
}
