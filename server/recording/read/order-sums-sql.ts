import { orderStates } from '../../ledger/fact.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import type { PaymentScope } from './payment-scope.ts';

/** The parts of the statement in order-sums.ts. Its two reads of orders are the only ones that grow with their number. */

/** Which orders `o` are read. */
const isTheirs = ({ accountId, customerIds, orderIds }: PaymentScope) => Prisma.sql`o."account_id" = ${accountId}::uuid
  AND (o."customer_id" = ANY(${customerIds}::uuid[]) OR o."order_id" = ANY(${orderIds}::text[]))`;

/**
 * `back`: live refunds and chargebacks, each with its order. `refunded`: what was given back of each counted order, in its
 * own currency and never more than was paid.
 */
export function refundedOrders(scope: PaymentScope): Prisma.Sql {
  return Prisma.sql`
    back AS MATERIALIZED (
      SELECT r.*, o."live" AND o."state" = 'completed' AS is_counted, r."currency" = o."currency" AS is_own,
        o."currency" AS order_currency, o."total" AS order_total, o."tax" AS order_tax,
        o."subscription_id" IS NULL AND NOT o."items" @? '$[*]."subscriptionId" ? (@.type() == "string")' AS is_single
      FROM "orders" o JOIN "refunds" r ON r."account_id" = o."account_id" AND r."order_id" = o."order_id" AND r."live"
      WHERE ${isTheirs(scope)}
    ), refunded AS MATERIALIZED (
      SELECT "order_id", order_currency AS "currency", order_total AS "total", order_tax AS "tax", is_single,
        coalesce(sum("total") FILTER (WHERE is_own), 0) AS back_total,
        least(coalesce(order_tax, 0), coalesce(sum("tax") FILTER (WHERE is_own), 0)) AS back_tax,
        coalesce(sum("total") FILTER (WHERE is_own) >= order_total, false) AS is_given_back,
        coalesce(bool_or(is_own AND "kind" = 'chargeback' AND "tax" = 0), false) AS is_shared,
        max("occurred_at") FILTER (WHERE "kind" = 'chargeback') AS charged_back_at
      FROM back WHERE is_counted GROUP BY "order_id", order_currency, order_total, order_tax, is_single
    )`;
}

/** `grouped`: all orders by what they are summed by, a few rows; `counted`: the live completed ones of them. */
export function groupedOrders(scope: PaymentScope, monthStarts: readonly Date[]): Prisma.Sql {
  const { payment_pending, approval_pending } = orderStates.enum;
  return Prisma.sql`
    grouped AS MATERIALIZED (
      SELECT o."live" AND o."state" = 'completed' AS is_counted, o."currency",
        CASE WHEN o."fee" IS NOT NULL AND o."payout_net" IS NOT NULL THEN o."payout_currency" END AS payout_currency,
        width_bucket(o."occurred_at", ${monthStarts}::timestamptz[]) AS month, count(*) AS orders, sum(o."total") AS paid,
        coalesce(sum(o."tax"), 0) AS tax, bool_or(o."tax" IS NULL) AS is_tax_unknown,
        sum(o."fee") AS fee, sum(o."payout_net") AS net, count(*) FILTER (WHERE o."total" <> 0) AS paid_for,
        count(*) FILTER (WHERE o."subscription_id" IS NULL
          AND NOT o."items" @? '$[*]."subscriptionId" ? (@.type() == "string")') AS single,
        bool_or(o."live" AND o."state" IN (${payment_pending}, ${approval_pending})) AS waits
      FROM "orders" o WHERE ${isTheirs(scope)}
      GROUP BY 1, 2, 3, 4
    ), counted AS (
      SELECT * FROM grouped WHERE is_counted
    )`;
}

/** `known`: the subscriptions whose own events have arrived. */
export function knownSubscriptions({ accountId, customerIds, subscriptionIds }: PaymentScope): Prisma.Sql {
  return Prisma.sql`
    known AS MATERIALIZED (
      SELECT s."subscription_id", s."live" AND s."state" IN ('active', 'paused') AS runs FROM "subscriptions" s
      WHERE s."account_id" = ${accountId}::uuid AND (s."customer_id" = ANY(${customerIds}::uuid[])
        OR s."subscription_id" = ANY(${subscriptionIds}::text[]))
    )`;
}

/** `parts` and `shared`: the sums in each currency, and the orders whose share of tax the ledger has to compute. */
export const currencySums = Prisma.sql`
    parts AS (
      SELECT "currency", sum(orders)::int AS orders, sum(paid)::text AS paid, sum(tax)::text AS tax, '0' AS refunded,
        '0' AS "refundedTax", bool_or(is_tax_unknown) AS "isTaxUnknown" FROM counted GROUP BY "currency"
      UNION ALL
      SELECT "currency", 0, '0', '0', sum(CASE WHEN is_given_back THEN "total" ELSE back_total END)::text,
        sum(CASE WHEN is_given_back THEN coalesce("tax", 0) ELSE back_tax END)::text, false
      FROM refunded WHERE NOT is_shared GROUP BY "currency"
      UNION ALL
      SELECT "currency", 0, '0', '0', sum("total")::text, sum("tax")::text, false
      FROM back WHERE is_counted AND NOT is_own GROUP BY "currency"
    ), shared AS (
      SELECT "order_id" AS "orderId", "currency", "total"::text, "tax"::text,
        (SELECT jsonb_agg(jsonb_build_object('orderId', b."order_id", 'kind', b."kind", 'currency', b."currency",
          'total', b."total"::text, 'tax', b."tax"::text)) FROM back b WHERE b."order_id" = c."order_id") AS refunds
      FROM refunded c WHERE is_shared
    )`;

/** `payouts`, `months` and `recent`. */
export function otherSums(monthStarts: readonly Date[], recentSince: Date, recentAtMost: number): Prisma.Sql {
  return Prisma.sql`
    payouts AS (
      SELECT payout_currency AS currency, sum(orders)::int AS orders, sum(fee)::text AS fee, sum(net)::text AS net
      FROM counted WHERE payout_currency IS NOT NULL GROUP BY 1
    ), moved AS (
      SELECT "currency", month, paid, 0 AS refunded FROM counted
      UNION ALL SELECT "currency", width_bucket("occurred_at", ${monthStarts}::timestamptz[]), 0, "total"
      FROM back WHERE is_counted AND is_own
    ), months AS (
      SELECT "currency", month, sum(paid)::text AS paid, sum(refunded)::text AS refunded
      FROM moved WHERE month BETWEEN 1 AND ${monthStarts.length - 1}::int GROUP BY 1, 2
    ), recent AS (
      SELECT "order_id" AS "orderId", "kind", "currency", "total"::text, "occurred_at" AS "occurredAt", "reason"
      FROM back WHERE "occurred_at" >= ${recentSince}::timestamptz
      ORDER BY "occurred_at" DESC, "refund_key" LIMIT ${recentAtMost}::int
    )`;
}

/** `completed` and `given_back`: how many orders, how many of them not free, and how many without a subscription. */
export const orderCounts = Prisma.sql`
    given_back AS (
      SELECT count(*) AS orders, count(*) FILTER (WHERE "total" <> 0) AS paid_for, count(*) FILTER (WHERE is_single) AS single
      FROM refunded WHERE is_given_back
    ), completed AS (
      SELECT coalesce(sum(orders), 0) AS orders, coalesce(sum(paid_for), 0) AS paid_for, coalesce(sum(single), 0) AS single
      FROM counted
    )`;

/** What `statusFrom` takes, from the above. The orders are read again only where it depends on single ones. */
export function statusSummary(scope: PaymentScope): Prisma.Sql {
  return Prisma.sql`jsonb_build_object(
        'isChargedBack', CASE WHEN NOT EXISTS (SELECT FROM refunded WHERE charged_back_at IS NOT NULL) THEN false ELSE NOT EXISTS (
          SELECT FROM "orders" o WHERE ${isTheirs(scope)}
            AND o."live" AND o."state" = 'completed' AND o."total" <> 0
            AND o."occurred_at" > (SELECT max(charged_back_at) FROM refunded)
            AND o."order_id" NOT IN (SELECT "order_id" FROM refunded WHERE charged_back_at IS NOT NULL)) END,
        'isGivenBack', c.paid_for > 0 AND c.paid_for = g.paid_for,
        'keepsAny', c.orders > g.orders,
        'keepsWithoutSubscription', c.single > g.single,
        'paysForUnknown', CASE WHEN EXISTS (SELECT FROM known WHERE runs) THEN false ELSE EXISTS (
          SELECT FROM "orders" o, LATERAL (SELECT o."subscription_id" UNION ALL
            SELECT i ->> 'subscriptionId' FROM jsonb_array_elements(o."items") i) paid_for (id)
          WHERE ${isTheirs(scope)}
            AND o."live" AND o."state" = 'completed' AND o."total" <> 0
            AND o."order_id" NOT IN (SELECT "order_id" FROM refunded WHERE is_given_back)
            AND paid_for.id IS NOT NULL AND paid_for.id NOT IN (SELECT "subscription_id" FROM known)) END,
        'isWaiting', coalesce((SELECT bool_or(waits) FROM grouped), false)
      )`;
}
