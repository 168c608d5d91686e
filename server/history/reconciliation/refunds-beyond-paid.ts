import { z } from 'zod';
import { decimalString } from '../../ledger/money.ts';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { differenceOf } from './reconciliation-run.ts';
import { type Difference, differencesNamed } from './results.ts';

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  paid: z.string(),
  refunded: z.string(),
});

/** Orders with more given back than paid: a refund and a chargeback of the same money. No program can repair that. */
export async function findRefundsBeyondPaid(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
): Promise<readonly Difference[]> {
  const rows = await readRows(prisma, rowSchema)`
    SELECT o."order_id" AS id, coalesce(o."reference", o."order_id") AS name, o."currency", o."total"::text AS paid, sum(r."total")::text AS refunded
    FROM "orders" o JOIN "refunds" r
      ON r."account_id" = o."account_id" AND r."order_id" = o."order_id" AND r."currency" = o."currency"
    WHERE o."account_id" = ${accountId}::uuid AND o."state" = 'completed' AND o."live" AND r."live"
    GROUP BY o."account_id", o."order_id" HAVING sum(r."total") > o."total"
    ORDER BY o."order_id" LIMIT ${differencesNamed}`;
  return rows.map(({ id, name, currency, paid, refunded }) => {
    const panel = `${decimalString(refunded, currency)} of ${decimalString(paid, currency)} ${currency}`;
    return differenceOf('order', id, 'refunded_beyond_paid', { name, panel });
  });
}
