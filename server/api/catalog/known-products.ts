import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import type { CatalogProduct } from './catalog-view.ts';

const productsAtMost = 500;

const rowsSchema = z.array(
  z.object({ product: z.string().nullable(), sku: z.string().nullable(), path: z.string().nullable() }),
);

/** What the account's customers have bought, the latest first. */
export async function readKnownProducts(
  database: Pick<Database, 'query'>,
  accountId: string,
): Promise<readonly CatalogProduct[]> {
  const { rows } = await database.query(
    `SELECT "product", "sku", "path" FROM (
       SELECT item->>'product' AS "product", item->>'sku' AS "sku", item->>'productPath' AS "path", "occurred_at" AS "at"
       FROM "orders", jsonb_array_elements("items") AS item WHERE "account_id" = $1::uuid
       UNION ALL
       SELECT "product", "sku", "product_path", "changed_at" FROM "subscriptions" WHERE "account_id" = $1::uuid
     ) AS bought
     GROUP BY "product", "sku", "path" ORDER BY max("at") DESC LIMIT $2`,
    [accountId, productsAtMost],
  );
  return rowsSchema.parse(rows).map(({ product, sku, path }) => ({ product: product ?? sku ?? path ?? '', sku, path }));
}

/** The names that patterns are compared with. */
export function namesOfProducts(products: readonly CatalogProduct[]): readonly string[] {
  return products.flatMap(({ sku, path }) => [sku, path]).filter((name) => name !== null);
}
