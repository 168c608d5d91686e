import type { OrderState, SnapshotFact } from '../../ledger/fact.ts';
import { readCustomer } from './customer.ts';
import {
  type EventSource,
  happenedAt,
  isLive,
  type ReadFamily,
  readWith,
  snapshotFact,
  unreadable,
} from './event-source.ts';
import { type OrderShape, orderIdOf, orderShape, readOrder } from './order-shape.ts';
import { snapshotOf } from './subscription-shape.ts';

/**
 * order.*: one fact per order and type. The event type decides the state: `completed` in the data is false for all but
 * one of them, and official samples share one order id and one `changed`.
 */
export function readOrderAs(state: OrderState): ReadFamily {
  return readWith(orderShape, (shape, source) => {
    const orderId = orderIdOf(shape);
    if (orderId === null) return unreadable('it has no order id');
    const order = readOrder(shape);
    if (order === null) return unreadable('it has no total or no currency');
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
      ...(state === 'completed' ? readStarted(source, shape, `${source.type}:${orderId}`) : []),
    ];
  });
}

/**
 * The subscriptions that it started, as its items show them with expansion: their own events may come later, or never.
 */
function readStarted(source: EventSource, shape: OrderShape, orderKey: string): readonly SnapshotFact[] {
  return shape.items.flatMap((item) => {
    const { id: subscriptionId = null, shown = null } = item?.subscription ?? {};
    const subscription = snapshotOf(shown);
    if (subscriptionId === null || subscription === null) return [];
    return snapshotFact(source, {
      key: `${orderKey}/${subscriptionId}`,
      occurredAt: happenedAt(source, shape.changed),
      live: isLive(source, shape.live, shown?.live),
      subscriptionId,
      customer: readCustomer(shape),
      subscription,
    });
  });
}
