import { z } from 'zod';
import { refundKinds } from '../../ledger/fact.ts';
import { givenBackOf } from '../../ledger/given-back.ts';
import type { CurrencyPayout } from '../../ledger/lead-payouts.ts';
import type { CurrencySums, OrderSummary } from '../../ledger/lead-status.ts';
import type { Database } from '../../platform/database/database.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import {
  currencySums,
  groupedOrders,
  knownSubscriptions,
  orderCounts,
  otherSums,
  refundedOrders,
  statusSummary,
} from './order-sums-sql.ts';
import type { PaymentScope } from './payment-scope.ts';

const counted = z.object({ orders: z.number() });
const currencySumsSchema = counted.extend({
  ...{ currency: z.string(), paid: z.string(), tax: z.string(), refunded: z.string(), refundedTax: z.string() },
  isTaxUnknown: z.boolean(),
}) satisfies z.ZodType<CurrencySums>;
const sharedOrder = z.object({
  ...{ orderId: z.string(), currency: z.string(), total: z.string(), tax: z.string().nullable() },
  refunds: z.array(
    z.object({
      ...{ orderId: z.string(), currency: z.string(), total: z.string(), tax: z.string() },
      kind: refundKinds,
    }),
  ),
});
const monthSums = z.object({ currency: z.string(), month: z.number(), paid: z.string(), refunded: z.string() });
const recentRefund = z.object({
  ...{ orderId: z.string(), currency: z.string(), total: z.string(), reason: z.string().nullable() },
  kind: refundKinds,
  occurredAt: z.coerce.date(),
});

const rowSchema = z.object({
  count: z.number(),
  parts: z.array(currencySumsSchema),
  shared: z.array(sharedOrder),
  payouts: z.array(counted.extend({ currency: z.string(), fee: z.string(), net: z.string() })),
  months: z.array(monthSums),
  recent: z.array(recentRefund),
  summary: z.object({
    ...{ isChargedBack: z.boolean(), isGivenBack: z.boolean(), keepsAny: z.boolean() },
    ...{ keepsWithoutSubscription: z.boolean(), paysForUnknown: z.boolean(), isWaiting: z.boolean() },
  }) satisfies z.ZodType<OrderSummary>,
});

/** Given back within one month, refunds of all orders at their own time. `month` counts from 1. */
export type MonthSums = z.infer<typeof monthSums>;
export type RecentRefund = z.infer<typeof recentRefund>;

export interface OrderSums {
  /** of all states, test orders included */
  readonly count: number;
  /** for `totalsFrom` */
  readonly parts: readonly CurrencySums[];
  /** as `payoutsOf` has them */
  readonly payouts: readonly CurrencyPayout[];
  readonly months: readonly MonthSums[];
  /** live ones, newest first */
  readonly recentRefunds: readonly RecentRefund[];
  /** for `statusFrom` */
  readonly summary: OrderSummary;
}

const recentAtMost = 20;

/**
 * What all orders of a card come to, in one statement: the sums of `totalsOf`, `payoutsOf` and `leadStatus` in
 * server/ledger, equal to the last digit (order-sums.database.test.ts).
 * @param monthStarts the beginnings of the months to be summed and the end of the last one
 * @param recentSince refunds since then are listed
 */
export async function readOrderSums(
  database: Pick<Database, 'query'>,
  scope: PaymentScope,
  monthStarts: readonly Date[],
  recentSince: Date,
): Promise<OrderSums> {
  const row = await readRow(database, rowSchema)`
    WITH ${refundedOrders(scope)}, ${groupedOrders(scope, monthStarts)}, ${knownSubscriptions(scope)}, ${currencySums},
      ${otherSums(monthStarts, recentSince, recentAtMost)}, ${orderCounts}
    SELECT (SELECT coalesce(sum(orders), 0)::int FROM grouped) AS count,
      (SELECT coalesce(jsonb_agg(p), '[]') FROM parts p) AS parts,
      (SELECT coalesce(jsonb_agg(s), '[]') FROM shared s) AS shared,
      (SELECT coalesce(jsonb_agg(p), '[]') FROM payouts p) AS payouts,
      (SELECT coalesce(jsonb_agg(m), '[]') FROM months m) AS months,
      (SELECT coalesce(jsonb_agg(r), '[]') FROM recent r) AS recent,
      ${statusSummary(scope)} AS summary
    FROM completed c, given_back g`;
  if (row === undefined) throw new Error('A statement of sums has one row');
  const { count, parts, shared, payouts, months, recent, summary } = row;
  return {
    ...{ count, months, summary, recentRefunds: recent },
    parts: [...parts, ...shared.map(sumsOfShared)],
    payouts: payouts
      .sort((one, other) => other.orders - one.orders || one.currency.localeCompare(other.currency, 'en'))
      .map(({ currency, fee, net }) => ({ currency, fee, net })),
  };
}

/** A chargeback without a tax takes its share, rounded as the ledger rounds: SQL leaves such an order's to this. */
function sumsOfShared({ refunds, ...order }: z.infer<typeof sharedOrder>): CurrencySums {
  const { total: refunded, tax: refundedTax } = givenBackOf(order, refunds);
  return { currency: order.currency, orders: 0, paid: '0', tax: '0', refunded, refundedTax, isTaxUnknown: false };
}
