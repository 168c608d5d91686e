import { orderStates } from '../../ledger/fact.ts';
import { givenBackOf } from '../../ledger/given-back.ts';
import { decimalString } from '../../ledger/money.ts';
import { paymentOfOrder, paymentOfRefund } from '../../ledger/stored-payments.ts';
import type { Refund } from '../../platform/database/generated/client.ts';
import { httpsAddress } from '../../rules/planning/https-address.ts';
import { taxLabel } from '../../texts/local-tax.ts';
import { reasonText } from '../../texts/reasons.ts';
import type { OrderView } from './order-view.ts';
import type { LeadOrder } from './read-orders.ts';
import { orderItems, orderPayment } from './stored-details.ts';

/** Orders as an answer lists them, each with its refunds. */
export function describeOrders(
  { orders, refunds }: { readonly orders: readonly LeadOrder[]; readonly refunds: readonly Refund[] },
  language: string,
): readonly OrderView[] {
  const byOrder = Map.groupBy(refunds, ({ orderId }) => orderId);
  return orders.map((order) => orderView(order, byOrder.get(order.orderId) ?? [], language));
}

function orderView(order: LeadOrder, refunds: readonly Refund[], language: string): OrderView {
  const { currency, subscriptionId } = order;
  const state = orderStates.parse(order.state);
  const items = orderItems(order).map((item) => ({ ...item, total: decimalString(item.total, currency) }));
  const isRenewal = order.kind !== 'purchase';
  const isNamed = subscriptionId === null || items[0]?.subscriptionId === subscriptionId;
  return {
    id: order.orderId,
    reference: order.reference,
    ...(state !== 'completed' && { state }),
    completedAt: order.occurredAt.toISOString(),
    currency,
    total: decimalString(order.total.toFixed(), currency),
    tax: order.tax && decimalString(order.tax.toFixed(), currency),
    taxLabel: taxLabel({ ...order, total: order.total.toFixed(), tax: order.tax?.toFixed() ?? null }, language),
    discount: decimalString(order.discount.toFixed(), currency),
    refunded: decimalString(givenBackOf(paymentOfOrder(order), refunds.map(paymentOfRefund)).total, currency),
    ...(refunds.length > 0 && { refunds: refunds.map((refund) => refundView(refund, language)) }),
    country: order.country,
    invoiceUrl: httpsAddress(order.invoiceUrl),
    payment: orderPayment(order),
    live: order.live,
    ...(isRenewal && { renewal: true }),
    ...(isRenewal && !isNamed && { subscriptionId }),
    items,
  };
}

function refundView(refund: Refund, language: string) {
  return {
    at: refund.occurredAt.toISOString(),
    kind: refund.kind === 'chargeback' ? 'chargeback' : 'refund',
    total: decimalString(refund.total.toFixed(), refund.currency),
    currency: refund.currency,
    reason: reasonText(refund.reason, language),
  } as const;
}
