import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import type { PaymentScope } from '../../recording/read/payment-scope.ts';
import { cardExpiry } from './subscription-card.ts';

/**
 * Those of the subscriptions that were charged after the expiry of the card that FastSpring last named: the bank has
 * renewed it. One read of the orders since the first expiry, and none while no card has expired.
 */
export async function readRenewedCards(
  database: Pick<Database, 'query'>,
  { accountId, customerIds, orderIds }: PaymentScope,
  subscriptions: readonly Subscription[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const expired = subscriptions.flatMap((subscription) => {
    const expiresAt = cardExpiry(subscription);
    const isExpired = expiresAt !== null && expiresAt <= now.getTime();
    return isExpired ? [{ id: subscription.subscriptionId, at: new Date(expiresAt) }] : [];
  });
  if (expired.length === 0) return new Set();
  const first = new Date(Math.min(...expired.map(({ at }) => at.getTime())));
  const ids = await readValues(database, z.string())`
    SELECT DISTINCT card.id
    FROM "orders" o, LATERAL (SELECT o."subscription_id" UNION ALL
      SELECT i ->> 'subscriptionId' FROM jsonb_array_elements(o."items") i) paid_for (id)
    JOIN unnest(${expired.map(({ id }) => id)}::text[], ${expired.map(({ at }) => at)}::timestamptz[]) card (id, at)
      ON card.id = paid_for.id
    WHERE o."account_id" = ${accountId}::uuid AND o."occurred_at" >= ${first}::timestamptz
      AND (o."customer_id" = ANY(${customerIds}::uuid[]) OR o."order_id" = ANY(${orderIds}::text[]))
      AND o."state" = 'completed' AND o."total" <> 0 AND o."occurred_at" >= card.at`;
  return new Set(ids);
}
