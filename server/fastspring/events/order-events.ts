import type { OrderState } from '../../ledger/fact.ts';
import { readCustomer } from './customer.ts';
import { happenedAt, isLive, type ReadFamily, readShape, unreadable } from './event-source.ts';
import { orderIdOf, orderShape, readOrder } from './order-shape.ts';

const states: Readonly<Record<string, OrderState>> = {
  'order.completed': 'completed',
  'order.failed': 'failed',
  'order.canceled': 'canceled',
  'order.payment.pending': 'payment_pending',
  'order.approval.pending': 'approval_pending',
};

/**
 * order.*: one fact per order and type. The event type decides the state: `completed` in the data is false for all but
 * one of them, and official samples share one order id and one `changed`.
 */
export const readOrderEvent: ReadFamily = (source) => {
  const shape = readShape(orderShape, source.data);
  const orderId = shape === null ? null : orderIdOf(shape);
  const order = shape === null ? null : readOrder(shape);
  const state = states[source.type];
  if (shape === null || orderId === null) return unreadable('it has no order id');
  if (order === null) return unreadable('it has no total or no currency');
  if (state === undefined) return unreadable(`${source.type} is not an order event`);
  return [
    {
      kind: 'order',
      key: `${source.type}:${orderId}`,
      type: source.type,
      occurredAt: happenedAt(source, shape.changed),
      live: isLive(source, shape.live),
      orderId,
      subscriptionId: order.items.find((item) => item.subscriptionId !== null)?.subscriptionId ?? null,
      customer: readCustomer(shape),
      state,
      orderKind: 'purchase',
      order,
      subscription: null,
    },
  ];
};
