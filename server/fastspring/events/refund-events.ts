import { z } from 'zod';
import { compare, proportion } from '../../ledger/money.ts';
import { refundKey } from '../../ledger/returned-payouts.ts';
import { customerShape, readCustomer } from './customer.ts';
import { happenedAt, isLive, readWith, unreadable } from './event-source.ts';
import { currency, decimal, flag, identifier, text, time } from './fields.ts';
import { type OrderShape, orderIdOf, orderShape, readItems } from './order-shape.ts';

const returnShape = customerShape.extend({
  return: identifier,
  id: identifier,
  reference: text,
  completed: flag,
  changed: time,
  currency,
  totalReturn: decimal,
  tax: decimal,
  reason: text,
  original: orderShape.nullable().default(null).catch(null),
  items: orderShape.shape.items,
});

/**
 * return.created: one fact per return; an order may have several. A partial one has items with `quantity: 0`. With
 * `completed: false` it is not processed, or failed: https://developer.fastspring.com/reference/returncreated
 */
export const readReturn = readWith(returnShape, (shape, source) => {
  const refundId = shape.return ?? shape.id;
  if (refundId === null) return unreadable('it has no return id');
  const { original } = shape;
  const orderId = original === null ? null : orderIdOf(original);
  if (original === null || orderId === null) return unreadable('it does not name the order that was refunded');
  const money = shape.currency ?? original.currency;
  if (shape.totalReturn === null || money === null) return unreadable('it has no amount or no currency');
  const isRequest = shape.completed === false;
  return [
    {
      kind: isRequest ? 'refund_request' : 'refund',
      key: isRequest ? `return.requested:${refundId}` : refundKey(refundId),
      type: source.type,
      occurredAt: happenedAt(source, shape.changed),
      live: isLive(source, shape.live, original.live),
      orderId,
      subscriptionId: null,
      customer: readCustomer(shape),
      refundKind: 'refund',
      refundId,
      reference: shape.reference,
      orderReference: original.reference,
      currency: money,
      total: shape.totalReturn,
      tax: shape.tax ?? shareOfTax(shape.totalReturn, money, original) ?? '0',
      reason: shape.reason,
      full: original.total === null ? null : compare(shape.totalReturn, original.total) >= 0,
      items: readItems(shape.items),
    },
  ];
});

/** The tax of the order, as the return shows it; null when it does not. */
function shareOfTax(total: string, currency: string, order: OrderShape): string | null {
  if (order.tax === null || order.total === null) return null;
  if ((order.currency ?? currency) !== currency) return null;
  return compare(total, order.total) >= 0 ? order.tax : proportion(order.tax, total, order.total, currency);
}

const chargebackShape = z.object({
  id: identifier,
  order: identifier,
  processorCaseId: identifier,
  creationDate: time,
  chargebackAmount: decimal,
  currency,
  reasonDescription: text,
  reasonCode: text,
  live: flag,
});

/**
 * chargeback.created names only its order. Its `id` equals the order's in the official sample, so the processor's case
 * is its identity: https://developer.fastspring.com/reference/chargebackcreated
 */
export const readChargeback = readWith(chargebackShape, (shape, source) => {
  const orderId = shape.order ?? shape.id;
  if (orderId === null) return unreadable('it does not name its order');
  if (shape.chargebackAmount === null || shape.currency === null) return unreadable('it has no amount or no currency');
  const refundId = shape.processorCaseId ?? shape.id ?? orderId;
  return [
    {
      kind: 'refund',
      key: `${source.type}:${refundId}`,
      type: source.type,
      occurredAt: happenedAt(source, shape.creationDate),
      live: isLive(source, shape.live),
      orderId,
      subscriptionId: null,
      customer: { fastspringAccountId: null, email: null, name: null, company: null, country: null, phone: null },
      refundKind: 'chargeback',
      refundId,
      reference: null,
      orderReference: null,
      currency: shape.currency,
      total: shape.chargebackAmount,
      tax: '0',
      reason: shape.reasonDescription ?? shape.reasonCode,
      full: null,
      items: [],
    },
  ];
});
