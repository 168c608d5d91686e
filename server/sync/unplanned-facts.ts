import { z } from 'zod';
import { onlySilent } from '../delivery/leads/ledger-fields.ts';
import { typesWithMoment } from '../fastspring/events/subscription-moment.ts';
import { companionColumns, companionSchema, completedFact } from '../ledger/completed-fact.ts';
import { type Fact, factSchema } from '../ledger/fact.ts';
import { keysOfSameReport, typesOfEdits, typesWithLastEdit } from '../ledger/repeated-report.ts';
import type { Transaction } from '../platform/database/database.ts';
import { Prisma, type PrismaClient } from '../platform/database/generated/client.ts';
import { readRows, readValues } from '../platform/database/read-rows.ts';

/** A fact of a customer with a lead, before its effects are planned. */
export interface UnplannedFact {
  readonly factKey: string;
  readonly customerId: string;
  readonly eventRowId: bigint;
  /** changes with anything that a further event says of the fact */
  readonly version: string;
  /** historical: shown, but without effects */
  readonly historical: boolean;
  /** not even shown in the lead's fields yet: from a ledger-only import, or a look-up caused by one */
  readonly silent: boolean;
  /** its effects were planned already, when it was reported with less or more detail */
  readonly reportedBefore: boolean;
  /** keys of facts that report the same occurrence, as shown by a resend */
  readonly sameReports: readonly string[];
  /** null if it was stored in a form that this version cannot read */
  readonly fact: Fact | null;
}

/** Facts per round: their effects are delivered before the next round. */
const factsPerRound = 100;
const factsPerCustomer = 25;

const rowSchema = companionSchema.extend({
  fact_key: z.string(),
  customer_id: z.string(),
  event_row_id: z.bigint(),
  version: z.string(),
  historical: z.boolean(),
  silent: z.boolean().nullable(),
  reported_before: z.boolean(),
  data: z.unknown(),
});

/**
 * Days for which FastSpring keeps an undelivered event. Anything that a comparison finds later is no longer news:
 * https://developer.fastspring.com/reference/list-all-unprocessed-events
 */
const newsFor = 30;

/** s for which a payment's note waits for a tax from FastSpring's API: server/history/lookups/unknown-taxes.ts */
const waitsForTax = 30;

/** Everything of a fact that its plan depends on, as SQL over the alias f. */
const versionOfFact = `md5(concat_ws(' ', f."customer_id", f."event_row_id", f."imported", f."data"))`;

/**
 * In the order of occurrence. Facts of customers without a lead wait until there is one. Facts of customers due for
 * another search wait for its outcome: a payment link may lead elsewhere, or the lead may be gone. Historical are
 * imported facts, and those that reconciliation found from before the installation or very late.
 */
export async function readUnplannedFacts(prisma: PrismaClient, accountId: string): Promise<readonly UnplannedFact[]> {
  const keys = await readPlannableKeys(prisma, accountId);
  if (keys.length === 0) return [];
  const rows = await readRows(prisma, rowSchema)`
    SELECT f."fact_key", f."customer_id"::text, f."event_row_id", f."data",
      ${Prisma.raw(versionOfFact)} AS version,
      coalesce((f."imported" AND i."kommo" IS DISTINCT FROM 'everything') OR (e."source" = 'reconciliation'
        AND f."occurred_at" < greatest(r."news_since", e."received_at" - ${newsFor} * interval '1 day')), false)
        AS historical, coalesce(f."imported" AND i."kommo" = 'nothing', false)
        OR (e."source" = 'api' AND ${onlySilent(Prisma.sql`f."account_id"`, Prisma.sql`f."customer_id"`)}) AS silent,
      EXISTS (SELECT FROM "facts" o JOIN "effects" x ON x."account_id" = o."account_id" AND x."fact_key" = o."fact_key"
        WHERE o."account_id" = f."account_id" AND o."subscription_id" = f."subscription_id" AND o."type" = f."type"
          AND f."type" = ANY(${typesWithMoment}) AND (starts_with(f."fact_key", o."fact_key" || ':') OR starts_with(o."fact_key", f."fact_key" || ':')))
        AS reported_before,
      ${Prisma.raw(companionColumns)}
    FROM "facts" f JOIN "customers" c ON c."account_id" = f."account_id" AND c."id" = f."customer_id" AND c."next_match_at" IS NULL
    LEFT JOIN "events" e ON e."account_id" = f."account_id" AND e."id" = f."event_row_id"
    LEFT JOIN "imports" i ON i."id" = e."import_id"
    LEFT JOIN "reconciliations" r ON r."account_id" = f."account_id"
    LEFT JOIN "orders" o ON f."data" ->> 'kind' IN ('order', 'refund', 'refund_request') AND o."account_id" = f."account_id" AND o."order_id" = f."order_id"
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = ANY(${keys}::text[]) AND f."planned_at" IS NULL
    ORDER BY f."occurred_at", f."fact_key"`;
  const unplanned = rows
    .map((row) => ({ row, stored: readFactOrNull(row.data) }))
    .map(({ row, stored }) => ({
      factKey: row.fact_key,
      customerId: row.customer_id,
      eventRowId: row.event_row_id,
      version: row.version,
      historical: row.historical,
      silent: row.silent ?? false,
      reportedBefore: row.reported_before,
      fact: stored === null ? null : completedFact(stored, row),
    }));
  return withSameReports(prisma, accountId, unplanned);
}

/**
 * The facts of the next round. Customers who have just paid and those who have waited longest take turns, so that a
 * payment that comes behind a backlog is not the last one to be planned, and none waits for ever. Each has its facts in
 * the order of occurrence, a few per round. Begins with the marked customers: of 75,000 facts that wait for a lead it
 * reads none.
 */
function readPlannableKeys(prisma: PrismaClient, accountId: string): Promise<readonly string[]> {
  return readValues(prisma, z.string())`
    SELECT f."fact_key" FROM (
      SELECT c."id", least(row_number() OVER (ORDER BY c."last_fact_at" DESC, c."id"),
        row_number() OVER (ORDER BY c."last_fact_at", c."id")) AS "place"
      FROM "customers" c
      WHERE c."account_id" = ${accountId}::uuid AND c."facts_to_plan" AND c."match_state" = 'linked'
        AND c."next_match_at" IS NULL AND EXISTS (SELECT FROM "customer_leads" l
          WHERE l."account_id" = c."account_id" AND l."customer_id" = c."id" AND l."removed_at" IS NULL)
      ORDER BY "place") c
    CROSS JOIN LATERAL (
      SELECT f."fact_key", f."occurred_at" FROM "facts" f
      WHERE f."account_id" = ${accountId}::uuid AND f."customer_id" = c."id" AND f."planned_at" IS NULL
        AND NOT EXISTS (${awaitsTax})
      ORDER BY f."occurred_at", f."fact_key" LIMIT ${factsPerCustomer}) f
    ORDER BY c."place", f."occurred_at", f."fact_key" LIMIT ${factsPerRound}`;
}

/** A payment of a moment ago with a tax that FastSpring's API is being asked for, as SQL over the alias f. */
const awaitsTax = Prisma.sql`
  SELECT FROM "orders" o JOIN "events" e ON e."account_id" = f."account_id" AND e."id" = f."event_row_id"
  JOIN "accounts" a ON a."id" = o."account_id" AND a."api_username" IS NOT NULL
  WHERE f."data" ->> 'kind' = 'order' AND o."account_id" = f."account_id" AND o."order_id" = f."order_id"
    AND o."tax" IS NULL AND o."state" = 'completed' AND e."received_at" > now() - ${waitsForTax} * interval '1 second'
    AND NOT EXISTS (SELECT FROM "fastspring_order_lookups" l
      WHERE l."account_id" = o."account_id" AND l."order_id" = o."order_id")`;

/**
 * Those of these facts that are still unplanned and as they were read: events may have been recorded since. The others
 * are read again in the next round.
 * @param transaction holds the ledger
 */
export async function withoutChanged<Read extends Pick<UnplannedFact, 'factKey' | 'version'>>(
  transaction: Transaction,
  accountId: string,
  facts: readonly Read[],
): Promise<readonly Read[]> {
  const unchanged = await readValues(transaction, z.string())`
    SELECT f."fact_key" FROM unnest(${facts.map(({ factKey }) => factKey)}::text[],
      ${facts.map(({ version }) => version)}::text[]) AS r("fact_key", "version")
    JOIN "facts" f ON f."account_id" = ${accountId}::uuid AND f."fact_key" = r."fact_key"
    WHERE f."planned_at" IS NULL AND ${Prisma.raw(versionOfFact)} = r."version"`;
  const keys = new Set(unchanged);
  return facts.filter(({ factKey }) => keys.has(factKey));
}

/** A resend may report a pause again, under the time of a later edit. */
async function withSameReports(
  prisma: PrismaClient,
  accountId: string,
  unplanned: readonly Omit<UnplannedFact, 'sameReports'>[],
): Promise<readonly UnplannedFact[]> {
  const subscriptionIds = unplanned.flatMap(({ fact }) =>
    fact !== null && typesWithLastEdit.includes(fact.type) ? (fact.subscriptionId ?? []) : [],
  );
  if (subscriptionIds.length === 0) return unplanned.map((each) => ({ ...each, sameReports: [] }));
  const rows = await prisma.fact.findMany({
    where: { accountId, subscriptionId: { in: subscriptionIds }, type: { in: [...typesOfEdits] } },
    select: { data: true },
  });
  const edits = Map.groupBy(
    rows.flatMap(({ data }) => readFactOrNull(data) ?? []),
    ({ subscriptionId }) => subscriptionId,
  );
  const found = unplanned.map((each) => {
    const { fact } = each;
    return { ...each, sameReports: fact === null ? [] : keysOfSameReport(fact, edits.get(fact.subscriptionId) ?? []) };
  });
  const asked = await prisma.effect.findMany({
    where: { accountId, factKey: { in: found.flatMap(({ sameReports }) => sameReports) } },
    select: { factKey: true },
  });
  const askedFor = new Set(asked.map(({ factKey }) => factKey));
  return found.map((each) => ({
    ...each,
    reportedBefore: each.reportedBefore || each.sameReports.some((key) => askedFor.has(key)),
  }));
}

/** Whether one key is the other with the moment added. */
export function differByMoment(one: string, other: string): boolean {
  const hasMoment = typesWithMoment.some((type) => one.startsWith(`${type}:`));
  return hasMoment && (one.startsWith(`${other}:`) || other.startsWith(`${one}:`));
}

/** Null if it was stored in a form that this version cannot read. */
export function readFactOrNull(data: unknown): Fact | null {
  return factSchema.safeParse(data).data ?? null;
}
