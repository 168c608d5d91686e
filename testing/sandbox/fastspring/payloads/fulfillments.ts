import type { Order } from '../records.ts';
import type { Payload } from './values.ts';

/** `data` of fulfillment.failed: ids only. The order is paid, and its order.completed does not come. */
export function fulfillmentFailedPayload(order: Order): Payload {
  const [line] = order.lines;
  return {
    product: line?.product.path ?? null,
    quote: order.quoteId,
    fulfillment: `${line?.product.path}_license_1`,
    type: 'license',
    order: order.id,
    reference: order.reference,
    account: order.customer.id,
    subscription: line?.subscriptionId ?? null,
    reason: 'Does not have available licenses.',
  };
}
