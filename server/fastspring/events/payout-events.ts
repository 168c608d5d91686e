import { z } from 'zod';
import type { PayoutFact } from '../../ledger/fact.ts';
import { add } from '../../ledger/money.ts';
import { payoutKey } from '../../ledger/returned-payouts.ts';
import { customerShape, firstKnown, readCustomer } from './customer.ts';
import { happenedAt, isLive, readWith, unreadable } from './event-source.ts';
import { currency, decimal, identifier, list, objectOrIdAs, time } from './fields.ts';
import { type OrderShape, orderIdOf, orderKindOf, orderShape, readOrder } from './order-shape.ts';

const returnShape = z.object({
  return: identifier,
  changed: time,
  original: orderShape.nullable().default(null).catch(null),
});

const payoutShape = customerShape.extend({
  orderId: identifier,
  order: orderShape.nullable().default(null).catch(null),
  return: objectOrIdAs('return', returnShape),
  subtractions: z
    .object({ fastspring: z.object({ amount: decimal, currency }).nullable().default(null).catch(null) })
    .nullable()
    .default(null)
    .catch(null),
  payouts: list(z.object({ payout: decimal, currency })),
});

/** payoutEntry.created, for an order or for a return: the only source of FastSpring's fee. Returns are negative. */
export const readPayout = readWith(payoutShape, (shape, source) => {
  const { order } = shape;
  const original = shape.return?.original ?? null;
  const returnId = shape.return?.return ?? null;
  const orderId = shape.orderId ?? (order && orderIdOf(order)) ?? (original && orderIdOf(original));
  const paidId = returnId ?? orderId;
  if (paidId === null) return unreadable('it names no order and no return');
  const payouts = shape.payouts.filter((payout) => payout !== null);
  const money = payouts[0]?.currency ?? shape.subtractions?.fastspring?.currency ?? null;
  if (money === null) return unreadable('it has no currency');
  // A split payout has several payees; together they are the payout of the order.
  const amounts = payouts.filter((payout) => payout.currency === money).map((payout) => payout.payout);
  return [
    {
      kind: 'payout',
      key: payoutKey(paidId),
      type: source.type,
      occurredAt: happenedAt(source, order?.changed, shape.return?.changed),
      live: isLive(source, shape.live, order?.live),
      orderId,
      subscriptionId: null,
      customer: firstKnown(readCustomer(shape), order && readCustomer(order)),
      returnId,
      paidOrder: order === null || returnId !== null ? null : paidOrderOf(order),
      payoutCurrency: money,
      fee: shape.subtractions?.fastspring?.amount ?? null,
      net: amounts.length === 0 ? null : add(...amounts.map((amount) => amount ?? '0')),
    },
  ];
});

/** Only paid orders are paid out, so the order is complete, even if its delivery state differs. */
function paidOrderOf(shape: OrderShape): PayoutFact['paidOrder'] {
  const order = readOrder(shape);
  return order === null ? null : { orderKind: orderKindOf(shape), order };
}
