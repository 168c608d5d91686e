import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { int8, readRow } from '../platform/database/read-rows.ts';
import { invoiceProblemSchema } from './invoice-problem.ts';
import type { InvoicesView } from './invoices-view.ts';

const namesAtMost = 5;

const rowSchema = z.object({
  problem: invoiceProblemSchema.nullable().catch(null),
  written: int8,
  waiting: int8,
  refused: int8,
  reason: z.string().nullable(),
  changed: int8,
  changed_names: z.array(z.string()).nullable(),
  deleted: int8,
  deleted_names: z.array(z.string()).nullable(),
});

/** The state of the account's invoices in Kommo's list; null while there is nothing to show. */
export async function readInvoicesView(
  database: Pick<Database, 'query'>,
  accountId: string,
): Promise<InvoicesView | null> {
  const row = await readRow(database, rowSchema)`
    SELECT l."problem",
      count(*) FILTER (WHERE e."state" = 'done') AS written,
      count(*) FILTER (WHERE e."state" IN ('open', 'sending', 'uncertain')) AS waiting,
      count(*) FILTER (WHERE e."state" = 'failed') AS refused,
      min(e."last_error") FILTER (WHERE e."state" = 'failed') AS reason,
      count(*) FILTER (WHERE e."kept" <> '{}' AND e."state" <> 'deleted') AS changed,
      (array_agg(e."wanted" ->> 'name' ORDER BY e."checked_at" DESC)
        FILTER (WHERE e."kept" <> '{}' AND e."state" <> 'deleted'))[1:${namesAtMost}] AS changed_names,
      count(*) FILTER (WHERE e."state" = 'deleted') AS deleted,
      (array_agg(e."wanted" ->> 'name' ORDER BY e."checked_at" DESC)
        FILTER (WHERE e."state" = 'deleted'))[1:${namesAtMost}] AS deleted_names
    FROM "invoice_lists" l LEFT JOIN "invoice_elements" e ON e."account_id" = l."account_id"
    WHERE l."account_id" = ${accountId}::uuid GROUP BY l."account_id"`;
  if (row === undefined) return null;
  return {
    problem: row.problem?.code ?? null,
    written: row.written,
    waiting: row.waiting,
    refused: { count: row.refused, reason: row.reason },
    changedByPeople: { count: row.changed, names: row.changed_names ?? [] },
    deletedByPeople: { count: row.deleted, names: row.deleted_names ?? [] },
  };
}
