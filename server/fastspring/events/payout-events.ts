import { z } from 'zod';
import { add } from '../../ledger/money.ts';
import { customerShape, readCustomer } from './customer.ts';
import { happenedAt, isLive, type ReadFamily, readShape, unreadable } from './event-source.ts';
import { currency, decimal, identifier, list, time } from './fields.ts';
import { orderIdOf, orderShape } from './order-shape.ts';

const payoutShape = customerShape.extend({
  orderId: identifier,
  order: orderShape.nullable().catch(null),
  return: z
    .object({ return: identifier, changed: time, original: orderShape.nullable().catch(null) })
    .nullable()
    .catch(null),
  subtractions: z
    .object({ fastspring: z.object({ amount: decimal, currency }).nullable().catch(null) })
    .nullable()
    .catch(null),
  payouts: list(z.object({ payout: decimal, currency })),
});

/** payoutEntry.created, for an order or for a return: the one place where FastSpring's fee stands. Returns are negative. */
export const readPayout: ReadFamily = (source) => {
  const shape = readShape(payoutShape, source.data);
  const original = shape?.return?.original ?? null;
  const orderId =
    shape?.orderId ??
    (shape?.order == null ? null : orderIdOf(shape.order)) ??
    (original === null ? null : orderIdOf(original));
  if (shape === null || orderId === null)
    return unreadable('it names no order: without expansion a return’s payout does not');
  const payouts = shape.payouts.filter((payout) => payout !== null);
  const money = payouts[0]?.currency ?? shape.subtractions?.fastspring?.currency ?? null;
  if (money === null) return unreadable('it has no currency');
  // A split payout has several payees; together they are what the order paid out.
  const amounts = payouts.filter((payout) => payout.currency === money).map((payout) => payout.payout);
  return [
    {
      kind: 'payout',
      key: [source.type, shape.return?.return ?? orderId].join(':'),
      type: source.type,
      occurredAt: happenedAt(source, shape.order?.changed, shape.return?.changed),
      live: isLive(source, shape.live, shape.order?.live),
      orderId,
      subscriptionId: null,
      customer: readCustomer(shape),
      payoutCurrency: money,
      fee: shape.subtractions?.fastspring?.amount ?? null,
      net: amounts.length === 0 ? null : add(...amounts.map((amount) => amount ?? '0')),
    },
  ];
};
