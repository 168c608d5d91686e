import { z } from 'zod';
import { elementsPerWrite } from '../../kommo/limits.ts';
import { matchDetailsSchema, matchReasons, unmatchedSchema } from '../../matching/match.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { ImportKey } from './import-states.ts';
import { unreadableKind } from './read-page.ts';

const matchSchema = z.object({
  reason: matchReasons,
  details: matchDetailsSchema,
  leadId: z.number(),
  leadName: z.string(),
});

/** The result for a customer: linked to a lead already, a lead found now, or none and why. */
const outcomeSchema = z.union([
  z.object({ linked: z.literal(true) }),
  z.object({ match: matchSchema }),
  z.object({ why: unmatchedSchema.shape.why }),
]);
export type ImportOutcome = z.output<typeof outcomeSchema>;

const countSchema = z.object({ found: z.number(), new: z.number() });

/** The stored effects of applying an import. Money is a decimal string. */
export const planSchema = z.object({
  orders: countSchema,
  refunds: countSchema,
  subscriptions: countSchema,
  totals: z.array(z.object({ currency: z.string(), total: z.string() })),
  /** orders, refunds and subscriptions that are left out */
  unreadable: z.number().default(0),
  customers: z.number(),
  linked: z.number(),
  matched: z.array(z.object({ reason: matchReasons, customers: z.number() })),
  unmatched: z.array(z.object({ why: unmatchedSchema.shape.why, customers: z.number() })),
  examples: z.array(matchSchema.extend({ name: z.string(), orders: z.number() })),
  kommoCalls: z.number(),
});
export type StoredPlan = z.output<typeof planSchema>;

const examplesAtMost = 10;

const countRowSchema = z.object({ kind: z.string(), found: z.coerce.number(), new: z.coerce.number() });
const totalRowSchema = z.object({ currency: z.string(), total: z.string() });
const outcomeRowSchema = z.object({ outcome: outcomeSchema, customers: z.coerce.number() });

/** Sums up what an import has read and found. A subscription is reported by several events, and counts once. */
export async function makePlan(transaction: Transaction, { id, accountId }: ImportKey): Promise<StoredPlan> {
  const counts = await readRows(transaction, countRowSchema)`
    SELECT "kind", count(*)::text AS "found", count(*) FILTER (WHERE NOT "known")::text AS "new" FROM "import_items"
    WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid AND ("kind" <> 'subscription' OR "type" = 'subscription.activated') GROUP BY "kind"`;
  const totals = await readRows(transaction, totalRowSchema)`
    SELECT "currency", trim_scale(sum("total"))::text AS "total" FROM "import_items"
    WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid AND "kind" = 'order' AND NOT "known" AND "live" IS NOT FALSE AND "currency" IS NOT NULL
    GROUP BY "currency" ORDER BY count(*) DESC, "currency"`;
  // A match names its lead, of which there are many: only its reason counts here.
  const outcomes = await readRows(transaction, outcomeRowSchema)`
    SELECT "kinds"."outcome", "kinds"."customers"::text FROM (
      SELECT min("outcome"::text)::jsonb AS "outcome", count(*) AS "customers" FROM "import_customers"
      WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid
      GROUP BY "outcome" ->> 'linked', "outcome" #>> '{match,reason}', "outcome" #>> '{why,code}') AS "kinds"
    ORDER BY "kinds"."customers" DESC`;
  const countOf = (kind: string) => {
    const { found = 0, new: fresh = 0 } = counts.find((each) => each.kind === kind) ?? {};
    return { found, new: fresh };
  };
  const customersWith = (kinds: readonly string[]) =>
    outcomes
      .filter(({ outcome }) => kinds.some((kind) => kind in outcome))
      .reduce((sum, each) => sum + each.customers, 0);
  const customers = customersWith(['linked', 'match', 'why']);
  const linked = customersWith(['linked']);
  return {
    orders: countOf('order'),
    refunds: countOf('refund'),
    subscriptions: countOf('subscription'),
    totals,
    unreadable: countOf(unreadableKind).found,
    customers,
    linked,
    matched: outcomes.flatMap(({ outcome, customers: count }) =>
      'match' in outcome ? [{ reason: outcome.match.reason, customers: count }] : [],
    ),
    unmatched: outcomes.flatMap(({ outcome, customers: count }) =>
      'why' in outcome ? [{ why: { ...outcome.why, params: {} }, customers: count }] : [],
    ),
    examples: await readExamples(transaction, { id, accountId }),
    // One search per customer without a lead; their leads are read in batches, and their fields written in batches.
    kommoCalls: customers - linked + 2 * Math.ceil(customersWith(['linked', 'match']) / elementsPerWrite),
  };
}

async function readExamples(transaction: Transaction, { id, accountId }: ImportKey): Promise<StoredPlan['examples']> {
  const rows = await readRows(
    transaction,
    z.object({ outcome: z.object({ match: matchSchema }), name: z.string(), orders: z.number() }),
  )`
    SELECT "outcome", coalesce("name", "email", "identity") AS "name", "orders" FROM "import_customers"
    WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid AND "outcome" ? 'match' ORDER BY "orders" DESC, "identity" LIMIT ${examplesAtMost}`;
  return rows.map(({ outcome, name, orders }) => ({ ...outcome.match, name, orders }));
}
