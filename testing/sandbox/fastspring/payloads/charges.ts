import type { Order, Subscription } from '../records.ts';
import { accountReference } from './accounts.ts';
import type { Expansion } from './expansion.ts';
import { orderPayload } from './orders.ts';
import { subscriptionPayload } from './subscriptions.ts';
import { moment, type Payload } from './values.ts';

/** `data` of subscription.charge.completed. It has no id of its own, and its expanded objects keep ids inside. */
export function chargeCompletedPayload(order: Order, subscription: Subscription, { expanded }: Expansion): Payload {
  return {
    order: expanded ? rebilledOrder(order) : order.id,
    currency: order.currency,
    quote: null,
    total: Number(order.total),
    status: 'successful',
    ...moment('timestamp', order.changedAt),
    sequence: subscription.sequence,
    periods: null,
    account: accountReference(order.customer, expanded),
    subscription: subscriptionReference(subscription, expanded),
  };
}

/** `data` of subscription.charge.failed; `reason` as FastSpring codes it, e.g. `EXPIRED_CARD`. */
export function chargeFailedPayload(reason: string, subscription: Subscription, { expanded }: Expansion): Payload {
  return {
    reason,
    account: accountReference(subscription.customer, expanded),
    subscription: subscriptionReference(subscription, expanded),
  };
}

function subscriptionReference(subscription: Subscription, expanded: boolean): Payload | string {
  return expanded ? subscriptionPayload(subscription, { expanded: false }) : subscription.id;
}

function rebilledOrder(order: Order): Payload {
  const last4 = 'last4' in order.payment ? order.payment.last4 : null;
  return {
    ...orderPayload(order, { expanded: false }),
    ...(last4 === null ? {} : { lastFourDigits: `*${last4}`, paymentMethodType: 'cc' }),
  };
}
