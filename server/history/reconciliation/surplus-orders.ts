import { z } from 'zod';
import { decimalString } from '../../ledger/money.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { hour } from '../../platform/time/units.ts';
import { compareListed } from './compare-orders.ts';
import { type ComparisonStep, nextPhase, withDifferences } from './comparison-run.ts';
import { certainMoments } from './periods.ts';
import type { Difference } from './results.ts';

/** ms; a recent payment may not be in FastSpring's list yet */
const onTheWay = hour;
const ordersAtOnce = 100;

const rowSchema = z.object({
  order_id: z.string(),
  reference: z.string().nullable(),
  total: z.string(),
  currency: z.string(),
});

/**
 * Checks the ledger's orders that FastSpring's list did not show. They are requested one by one, because a list that
 * grows while it is read may miss some. An order that FastSpring does not have stays in the ledger, because an event
 * once reported it, and is named.
 */
export const findSurplusOrders: ComparisonStep = async (run, progress) => {
  const { api, accountId, database } = run;
  const { begins, ends } = certainMoments(progress.periods, new Date(Date.parse(progress.startedAt) - onTheWay));
  const rows = await readRows(database.prisma, rowSchema)`
    SELECT o."order_id", o."reference", o."total"::text, o."currency" FROM "orders" o
    WHERE o."account_id" = ${accountId}::uuid AND o."order_id" > ${progress.cursor ?? ''} AND o."state" = 'completed'
      AND o."live" AND EXISTS (SELECT FROM unnest(${begins}::timestamptz[], ${ends}::timestamptz[]) AS p("from", "to")
        WHERE o."occurred_at" >= p."from" AND o."occurred_at" < p."to")
      AND NOT EXISTS (SELECT FROM "reconciliation_listed" l
        WHERE l."account_id" = o."account_id" AND l."kind" = 'order' AND l."id" = o."order_id")
    ORDER BY o."order_id" LIMIT ${ordersAtOnce}`;
  const last = rows.at(-1);
  if (last === undefined) return nextPhase(progress, 'surplus');
  const objects = (await api.getOrders(rows.map((row) => row.order_id))).filter(({ json }) => isCompleted(json));
  const compared = await compareListed(run, progress, objects);
  const there = new Set(objects.map(({ id }) => id));
  const absent = rows
    .filter((row) => !there.has(row.order_id))
    .map(
      (row): Difference => ({
        what: 'order',
        id: row.order_id,
        name: row.reference ?? row.order_id,
        cause: 'not_at_fastspring',
        fastspring: null,
        panel: `${decimalString(row.total, row.currency)} ${row.currency}`,
        healed: false,
      }),
    );
  return { ...withDifferences(compared, absent), cursor: last.order_id };
};

const completedSchema = z.object({ completed: z.literal(true) });

function isCompleted(json: string): boolean {
  return completedSchema.safeParse(JSON.parse(json)).success;
}
