import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { int8, readRows } from '../../platform/database/read-rows.ts';
import type { CatalogProduct } from './catalog-view.ts';

const productsAtMost = 500;
/** ms; a search asks with every letter */
const rememberedFor = 60_000;

const rowSchema = z.object({
  product: z.string().nullable(),
  sku: z.string().nullable(),
  path: z.string().nullable(),
  orders: int8,
});

export interface SoldProduct extends CatalogProduct {
  /** live orders that were paid */
  readonly orders: number;
}

/** What the account's customers have bought, the latest first. */
async function readSoldProducts(database: Pick<Database, 'query'>, accountId: string): Promise<readonly SoldProduct[]> {
  const rows = await readRows(database, rowSchema)`
    SELECT "product", "sku", "path", sum("orders")::int8 AS "orders" FROM (
      SELECT item->>'product' AS "product", item->>'sku' AS "sku", item->>'productPath' AS "path", max("occurred_at") AS "at",
        count(DISTINCT "order_id") FILTER (WHERE "state" = 'completed' AND "live") AS "orders"
      FROM "orders", jsonb_array_elements("items") AS item WHERE "account_id" = ${accountId}::uuid GROUP BY 1, 2, 3
      UNION ALL
      SELECT "product", "sku", "product_path", max("changed_at"), 0
      FROM "subscriptions" WHERE "account_id" = ${accountId}::uuid GROUP BY 1, 2, 3
    ) AS bought
    GROUP BY "product", "sku", "path" ORDER BY max("at") DESC LIMIT ${productsAtMost}`;
  return rows.map(({ product, sku, path, orders }) => ({ product: product ?? sku ?? path ?? '', sku, path, orders }));
}

/** The same, read once a minute for each account. @param clock ms */
export function createSoldProducts(database: Pick<Database, 'query'>, clock: () => number) {
  /** oldest first */
  const known = new Map<string, { readonly readAt: number; readonly products: Promise<readonly SoldProduct[]> }>();
  return (accountId: string): Promise<readonly SoldProduct[]> => {
    const remembered = known.get(accountId);
    if (remembered !== undefined && clock() - remembered.readAt < rememberedFor) return remembered.products;
    const products = readSoldProducts(database, accountId);
    known.delete(accountId);
    known.set(accountId, { readAt: clock(), products });
    for (const [other, { readAt }] of known) {
      if (clock() - readAt < rememberedFor) break;
      known.delete(other);
    }
    // A failure is not remembered; the caller gets it.
    products.catch(() => known.delete(accountId));
    return products;
  };
}

export async function readKnownProducts(
  database: Pick<Database, 'query'>,
  accountId: string,
): Promise<readonly CatalogProduct[]> {
  const sold = await readSoldProducts(database, accountId);
  return sold.map(({ product, sku, path }) => ({ product, sku, path }));
}

/** The names that patterns are compared with. */
export function namesOfProducts(
  products: readonly { readonly sku: string | null; readonly path: string | null }[],
): readonly string[] {
  return products.flatMap(({ sku, path }) => [sku, path]).filter((name) => name !== null);
}
