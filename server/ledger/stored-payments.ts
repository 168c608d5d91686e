import { z } from 'zod';
import type { Order, Refund, Subscription } from '../platform/database/generated/client.ts';
import { orderStates, refundKinds } from './fact.ts';
import type { LeadPayments } from './lead-status.ts';
import { subscriptionStates } from './subscription-state.ts';

type StoredOrder = Pick<
  Order,
  'orderId' | 'state' | 'occurredAt' | 'currency' | 'total' | 'tax' | 'live' | 'subscriptionId' | 'items'
>;
type StoredRefund = Pick<Refund, 'orderId' | 'kind' | 'occurredAt' | 'currency' | 'total' | 'tax' | 'live'>;
type StoredSubscription = Pick<Subscription, 'subscriptionId' | 'state' | 'currency' | 'monthly' | 'live'>;

/** The payments in the ledger's rows, in the order of the rows. */
export function paymentsOf(rows: {
  readonly orders: readonly StoredOrder[];
  readonly refunds: readonly StoredRefund[];
  readonly subscriptions: readonly StoredSubscription[];
}): LeadPayments {
  return {
    orders: rows.orders.map((order) => paymentOfOrder(order)),
    refunds: rows.refunds.map((refund) => paymentOfRefund(refund)),
    subscriptions: rows.subscriptions.map((subscription) => paymentOfSubscription(subscription)),
  };
}

export function paymentOfOrder(order: StoredOrder): LeadPayments['orders'][number] {
  return {
    orderId: order.orderId,
    state: orderStates.parse(order.state),
    occurredAt: order.occurredAt.getTime(),
    currency: order.currency,
    total: order.total.toFixed(),
    tax: order.tax?.toFixed() ?? null,
    live: order.live,
    subscriptionIds: paidSubscriptionIds({ ...order, items: items.parse(order.items) }),
  };
}

/** FastSpring's report of an order's payout. */
export function payoutOfOrder(order: Pick<Order, 'state' | 'live' | 'payoutCurrency' | 'fee' | 'payoutNet'>) {
  const { live, payoutCurrency } = order;
  const [fee, payoutNet] = [order.fee?.toFixed() ?? null, order.payoutNet?.toFixed() ?? null];
  return { state: orderStates.parse(order.state), live, payoutCurrency, fee, payoutNet };
}

const items = z.array(z.object({ subscriptionId: z.string().nullable().catch(null) })).catch([]);

/** The subscriptions that an order pays for; it is stored under one of them. */
export function paidSubscriptionIds(order: {
  readonly subscriptionId: string | null;
  readonly items: readonly { readonly subscriptionId: string | null }[];
}): readonly string[] {
  const ids = [order.subscriptionId, ...order.items.map((item) => item.subscriptionId)];
  return [...new Set(ids.filter((id) => id !== null))];
}

export function paymentOfRefund(refund: StoredRefund): LeadPayments['refunds'][number] {
  return {
    orderId: refund.orderId,
    kind: refundKinds.parse(refund.kind),
    occurredAt: refund.occurredAt.getTime(),
    currency: refund.currency,
    total: refund.total.toFixed(),
    tax: refund.tax.toFixed(),
    live: refund.live,
  };
}

export function paymentOfSubscription(subscription: StoredSubscription): LeadPayments['subscriptions'][number] {
  return {
    subscriptionId: subscription.subscriptionId,
    state: subscriptionStates.parse(subscription.state),
    currency: subscription.currency,
    monthly: subscription.monthly?.toFixed() ?? null,
    live: subscription.live,
  };
}
