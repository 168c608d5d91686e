import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { CatalogProduct } from './catalog-view.ts';

const productsAtMost = 500;

const rowSchema = z.object({
  product: z.string().nullable(),
  sku: z.string().nullable(),
  path: z.string().nullable(),
});

/** What the account's customers have bought, the latest first. */
export async function readKnownProducts(
  database: Pick<Database, 'query'>,
  accountId: string,
): Promise<readonly CatalogProduct[]> {
  const rows = await readRows(database, rowSchema)`
    SELECT "product", "sku", "path" FROM (
      SELECT item->>'product' AS "product", item->>'sku' AS "sku", item->>'productPath' AS "path", "occurred_at" AS "at"
      FROM "orders", jsonb_array_elements("items") AS item WHERE "account_id" = ${accountId}::uuid
      UNION ALL
      SELECT "product", "sku", "product_path", "changed_at" FROM "subscriptions" WHERE "account_id" = ${accountId}::uuid
    ) AS bought
    GROUP BY "product", "sku", "path" ORDER BY max("at") DESC LIMIT ${productsAtMost}`;
  return rows.map(({ product, sku, path }) => ({ product: product ?? sku ?? path ?? '', sku, path }));
}

/** The names that patterns are compared with. */
export function namesOfProducts(products: readonly CatalogProduct[]): readonly string[] {
  return products.flatMap(({ sku, path }) => [sku, path]).filter((name) => name !== null);
}
