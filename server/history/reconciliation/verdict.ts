import { z } from 'zod';
import { compare } from '../../ledger/money.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { hour } from '../../platform/time/units.ts';
import { findUnwrittenFields } from './check-fields.ts';
import { findRemaining } from './compare-listed.ts';
import { comparedOrders, withoutKnownReturns } from './compare-orders.ts';
import { comparedSubscriptions } from './compare-subscriptions.ts';
import { certainMoments } from './periods.ts';
import type { ReconciliationRun } from './reconciliation-run.ts';
import type { Book, Comparison, Difference, Progress } from './results.ts';

/** The result, after all taken-in events were recorded: the remaining differences, and both sides' sums. */
export async function reachVerdict(run: ReconciliationRun, progress: Progress): Promise<Comparison> {
  await run.untilRecorded(run.accountId, run.signal);
  const { phase: _phase, cursor: _cursor, kommoSince: _since, ...found } = progress;
  const idsOf = (what: Difference['what']) =>
    progress.differences
      .filter((each) => each.what === what && !each.healed && each.cause !== 'refunded_beyond_paid')
      .map(({ id }) => id);
  const subscriptions = await findRemaining(run, progress, comparedSubscriptions, idsOf('subscription'));
  const remaining: Partial<Record<Difference['what'], ReadonlySet<string>>> = {
    order: (await findRemaining(run, progress, comparedOrders, idsOf('order'))).ids,
    subscription: subscriptions.ids,
    refund: new Set(await withoutKnownReturns(run, idsOf('refund'))),
    field: await findUnwrittenFields(run, idsOf('field')),
  };
  const remains = ({ what, id, cause, healed }: Difference) =>
    !healed && (cause === 'refunded_beyond_paid' || remaining[what]?.has(id) !== false);
  const differences = progress.differences.map((each) => ({ ...each, healed: !remains(each) }));
  const left = differences.filter(({ healed }) => !healed).length;
  const panel = await readPanelBook(run, progress, subscriptions);
  return {
    ...found,
    differences,
    checkedAt: new Date(run.now()).toISOString(),
    panel,
    agrees: progress.fastspring !== null && left === 0 && sameBooks(progress.fastspring, panel),
    healedCount: progress.differenceCount - left,
  };
}

/**
 * The ledger's own sums of the compared objects. Orders do not change once they are paid, so they are summed up now.
 * Subscriptions change during the comparison, so their number is FastSpring's, corrected by those that still differ.
 */
async function readPanelBook(
  run: ReconciliationRun,
  progress: Progress,
  differing: Awaited<ReturnType<typeof findRemaining>>,
): Promise<Book> {
  const active = await run.database.prisma.subscription.count({
    where: { accountId: run.accountId, subscriptionId: { in: [...differing.ids] }, live: true, state: 'active' },
  });
  const surplus = active - differing.theirs.activeSubscriptions;
  const { begins, ends } = certainMoments(progress.periods, new Date(Date.parse(progress.startedAt) - hour));
  const rows = await readRows(
    run.database.prisma,
    z.object({ currency: z.string(), orders: z.number(), total: z.string() }),
  )`
    SELECT o."currency", count(*)::int AS orders, sum(o."total")::text AS total FROM "orders" o
    WHERE o."account_id" = ${run.accountId}::uuid AND o."state" = 'completed' AND o."live"
      AND (EXISTS (SELECT FROM unnest(${begins}::timestamptz[], ${ends}::timestamptz[]) AS p("from", "to")
        WHERE o."occurred_at" >= p."from" AND o."occurred_at" < p."to") OR EXISTS (
        SELECT FROM "reconciliation_listed" l
        WHERE l."account_id" = o."account_id" AND l."kind" = 'order' AND l."id" = o."order_id"))
    GROUP BY o."currency" ORDER BY o."currency"`;
  return {
    orders: rows.reduce((sum, row) => sum + row.orders, 0),
    totals: Object.fromEntries(rows.map(({ currency, total }) => [currency, total])),
    activeSubscriptions: (progress.fastspring?.activeSubscriptions ?? 0) + surplus,
  };
}

function sameBooks(one: Book, other: Book): boolean {
  const currencies = new Set([...Object.keys(one.totals), ...Object.keys(other.totals)]);
  return (
    one.orders === other.orders &&
    one.activeSubscriptions === other.activeSubscriptions &&
    [...currencies].every((currency) => compare(one.totals[currency] ?? '0', other.totals[currency] ?? '0') === 0)
  );
}
