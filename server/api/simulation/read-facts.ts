import { setImmediate as letOthersIn } from 'node:timers/promises';
import { z } from 'zod';
import { companionColumns, companionSchema, completedFact } from '../../ledger/completed-fact.ts';
import { factSchema } from '../../ledger/fact.ts';
import type { Database } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { int8, readRow, readRows } from '../../platform/database/read-rows.ts';
import { readPurchases } from '../../recording/read/read-purchases.ts';
import type { LeadFact } from './simulate.ts';

/** Bounds the memory and the time of one simulation. */
const factsAtMost = 5_000;

const rowSchema = companionSchema.extend({
  data: z.unknown(),
  lead_id: z.coerce.number(),
  pipeline_id: z.coerce.number().nullable(),
  name: z.string().nullable(),
});

/** Pipeline of a lead that was never read; no rule names it. */
const noPipeline = 0;

/**
 * The facts since then that have acted on a lead, the latest first; the lead's pipeline is today's. Facts of the past that
 * were imported act on nothing, and what an older version stored in another form is left out.
 */
export async function readLeadFacts(
  database: Pick<Database, 'query'>,
  accountId: string,
  since: Date,
  options: {
    /** whether a rule asks for them */
    readonly withPurchases: boolean;
  },
): Promise<readonly LeadFact[]> {
  const rows = await readRows(database, rowSchema)`
    SELECT f."data", f."lead_id", l."pipeline_id", l."name", ${Prisma.raw(companionColumns)}
    FROM "facts" f
    JOIN "events" e ON e."account_id" = f."account_id" AND e."id" = f."event_row_id" AND e."source" <> 'import'
    LEFT JOIN "customers" c ON c."account_id" = f."account_id" AND c."id" = f."customer_id"
    LEFT JOIN "orders" o ON o."account_id" = f."account_id" AND o."order_id" = f."order_id"
    LEFT JOIN "leads" l ON l."account_id" = f."account_id" AND l."lead_id" = f."lead_id"
    WHERE f."account_id" = ${accountId}::uuid AND f."occurred_at" >= ${since} AND f."lead_id" IS NOT NULL
    ORDER BY f."occurred_at" DESC, f."fact_key" LIMIT ${factsAtMost}`;
  const facts: Omit<LeadFact, 'purchase'>[] = [];
  for (const row of rows) {
    const fact = factSchema.safeParse(row.data).data;
    const lead = { id: row.lead_id, pipelineId: row.pipeline_id ?? noPipeline, name: row.name };
    if (fact !== undefined) facts.push({ fact: completedFact(fact, row), lead });
    await letOthersIn();
  }
  const purchaseOf = options.withPurchases
    ? await readPurchases(
        database,
        accountId,
        facts.map(({ fact }) => fact),
      )
    : () => null;
  return facts.map((each) => ({ ...each, purchase: purchaseOf(each.fact) }));
}

const countSchema = z.object({ count: int8 });

/** The facts since then that no lead belongs to. */
export async function countWithoutLead(
  database: Pick<Database, 'query'>,
  accountId: string,
  since: Date,
): Promise<number> {
  const row = await readRow(database, countSchema)`
    SELECT count(*) FROM "facts"
    WHERE "account_id" = ${accountId}::uuid AND "occurred_at" >= ${since} AND "lead_id" IS NULL`;
  return row?.count ?? 0;
}
