import type { RefundFact } from '../ledger/fact.ts';
import type { StatedFact } from '../ledger/merge-facts.ts';
import type { ProjectedOrder } from '../ledger/project-order.ts';
import type { ProjectedSubscription } from '../ledger/project-subscription.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import type { Statement } from './statements.ts';

/** How projections stand in their tables. */

const asDate = (time: number | null) => (time === null ? null : new Date(time));

export function factColumns({ fact, rank }: StatedFact) {
  return {
    type: fact.type,
    occurredAt: new Date(fact.occurredAt),
    live: fact.live,
    orderId: fact.orderId,
    subscriptionId: fact.subscriptionId,
    fastspringAccountId: fact.customer.fastspringAccountId,
    rank,
    data: fact,
  };
}

export function statementColumns(statement: Statement) {
  return { ...factColumns(statement), eventRowId: statement.eventRowId, imported: statement.imported };
}

export function orderColumns(order: ProjectedOrder) {
  return {
    reference: order.reference,
    state: order.state,
    kind: order.kind,
    occurredAt: new Date(order.occurredAt),
    currency: order.currency,
    total: order.total,
    tax: order.tax,
    discount: order.discount,
    payoutCurrency: order.payoutCurrency,
    payoutTotal: order.payoutTotal,
    fee: order.fee,
    payoutNet: order.payoutNet,
    country: order.country,
    invoiceUrl: order.invoiceUrl,
    payment: order.payment ?? Prisma.DbNull,
    items: order.items.map((item) => ({ ...item })),
    live: order.live,
    subscriptionId: order.subscriptionId,
    details: { reason: order.reason, quoteId: order.quoteId, tags: order.tags },
  };
}

export function subscriptionColumns(subscription: ProjectedSubscription) {
  return {
    state: subscription.state,
    product: subscription.product,
    productPath: subscription.productPath,
    sku: subscription.sku,
    quantity: subscription.quantity,
    currency: subscription.currency,
    price: subscription.price,
    monthly: subscription.monthly,
    interval: subscription.interval,
    intervalLength: subscription.intervalLength,
    startedAt: asDate(subscription.startedAt),
    trialEndsAt: asDate(subscription.trialEndsAt),
    nextChargeAt: asDate(subscription.nextChargeAt),
    nextChargeTotal: subscription.nextChargeTotal,
    canceledAt: asDate(subscription.canceledAt),
    endsAt: asDate(subscription.endsAt),
    overdueSince: asDate(subscription.overdueSince),
    changedAt: new Date(subscription.changedAt),
    live: subscription.live,
    details: {
      declineReason: subscription.declineReason,
      paymentMethod: subscription.paymentMethod,
      nextChargePreTax: subscription.nextChargePreTax,
      initialOrderId: subscription.initialOrderId,
      accountUrl: subscription.accountUrl,
    },
  };
}

export function refundColumns(fact: RefundFact) {
  return {
    orderId: fact.orderId,
    kind: fact.refundKind,
    occurredAt: new Date(fact.occurredAt),
    currency: fact.currency,
    total: fact.total,
    tax: fact.tax,
    reason: fact.reason,
    reference: fact.reference,
    live: fact.live,
  };
}
