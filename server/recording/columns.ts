import type { RefundFact } from '../ledger/fact.ts';
import type { StatedFact } from '../ledger/merge-facts.ts';
import type { ProjectedOrder } from '../ledger/project-order.ts';
import type { ProjectedSubscription } from '../ledger/project-subscription.ts';
import type { Statement } from './statements.ts';

/** The columns of facts and projections in their tables. */

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

export function orderColumns({ orderId, reason, quoteId, tags, ...order }: ProjectedOrder) {
  return {
    ...order,
    occurredAt: new Date(order.occurredAt),
    items: order.items.map((item) => ({ ...item })),
    details: { reason, quoteId, tags },
  };
}

export function subscriptionColumns(projected: ProjectedSubscription) {
  const { subscriptionId, declineReason, paymentMethod, nextChargePreTax, initialOrderId, accountUrl, ...columns } =
    projected;
  return {
    ...columns,
    startedAt: asDate(columns.startedAt),
    trialEndsAt: asDate(columns.trialEndsAt),
    nextChargeAt: asDate(columns.nextChargeAt),
    canceledAt: asDate(columns.canceledAt),
    endsAt: asDate(columns.endsAt),
    overdueSince: asDate(columns.overdueSince),
    changedAt: new Date(columns.changedAt),
    details: { declineReason, paymentMethod, nextChargePreTax, initialOrderId, accountUrl },
  };
}

export function refundColumns(fact: RefundFact) {
  const { orderId, refundKind: kind, occurredAt, currency, total, tax, reason, reference, live } = fact;
  return { orderId, kind, occurredAt: new Date(occurredAt), currency, total, tax, reason, reference, live };
}
