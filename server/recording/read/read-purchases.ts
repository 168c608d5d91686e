import { z } from 'zod';
import type { Fact } from '../../ledger/fact.ts';
import { type Purchase, purchaseOf, purchases } from '../../ledger/purchase.ts';
import { readRows } from '../../platform/database/read-rows.ts';

const rowSchema = z.object({
  fact_key: z.string(),
  purchase: z.enum(purchases).nullable(),
  has_earlier: z.boolean(),
  has_first: z.boolean(),
});

/**
 * The place of paid orders among their customers'; null for other facts. What the rules took an order for before it
 * stays, even if an earlier order has arrived since.
 * @param facts stored ones of the account
 */
export async function readPurchases(
  client: Parameters<typeof readRows>[0],
  accountId: string,
  facts: readonly Fact[],
): Promise<(fact: Fact) => Purchase | null> {
  const keys = facts.filter(({ kind }) => kind === 'order').map(({ key }) => key);
  if (keys.length === 0) return () => null;
  const rows = await readRows(client, rowSchema)`
    SELECT f."fact_key", f."purchase",
      EXISTS (SELECT FROM "orders" e
        WHERE e."account_id" = f."account_id" AND e."customer_id" = f."customer_id" AND e."state" = 'completed'
          AND e."live" = f."live" AND e."order_id" <> f."order_id"
          AND (e."occurred_at" < coalesce(o."occurred_at", f."occurred_at")
            OR e."occurred_at" = coalesce(o."occurred_at", f."occurred_at") AND e."order_id" COLLATE "C" < f."order_id" COLLATE "C")
      ) AS has_earlier,
      EXISTS (SELECT FROM "facts" p
        WHERE p."account_id" = f."account_id" AND p."customer_id" = f."customer_id" AND p."purchase" = 'first'
          AND p."live" = f."live" AND p."order_id" <> f."order_id") AS has_first
    FROM "facts" f LEFT JOIN "orders" o ON o."account_id" = f."account_id" AND o."order_id" = f."order_id"
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = ANY(${keys}::text[])`;
  const known = new Map(rows.map((row) => [row.fact_key, row]));
  return (fact) => {
    const row = known.get(fact.key);
    if (row === undefined) return null;
    return row.purchase ?? purchaseOf(fact, { hasEarlier: row.has_earlier, hasFirst: row.has_first });
  };
}
