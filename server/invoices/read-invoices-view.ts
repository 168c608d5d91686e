import type { Database } from '../platform/database/database.ts';
import { readRow } from '../platform/database/read-rows.ts';
import { type InvoicesView, invoicesViewSchema } from './invoices-view.ts';

const namesAtMost = 5;

/** The state of the account's invoices in Kommo's list; null while there is nothing to show. */
export async function readInvoicesView(
  database: Pick<Database, 'query'>,
  accountId: string,
): Promise<InvoicesView | null> {
  const view = await readRow(database, invoicesViewSchema)`
    SELECT l."problem" ->> 'code' AS problem,
      count(*) FILTER (WHERE e."state" = 'done')::int AS written,
      count(*) FILTER (WHERE e."state" IN ('open', 'sending', 'uncertain'))::int AS waiting,
      json_build_object('count', count(*) FILTER (WHERE e."state" = 'failed'),
        'reason', min(e."last_error") FILTER (WHERE e."state" = 'failed')) AS refused,
      json_build_object('count', count(*) FILTER (WHERE e."is_changed"), 'names', coalesce(
        (array_agg(e."name" ORDER BY e."checked_at" DESC) FILTER (WHERE e."is_changed"))[1:${namesAtMost}],
        '{}')) AS "changedByPeople",
      json_build_object('count', count(*) FILTER (WHERE e."state" = 'deleted'), 'names', coalesce(
        (array_agg(e."name" ORDER BY e."checked_at" DESC) FILTER (WHERE e."state" = 'deleted'))[1:${namesAtMost}],
        '{}')) AS "deletedByPeople"
    FROM "invoice_lists" l LEFT JOIN LATERAL (
      SELECT *, "wanted" ->> 'name' AS name, "kept" <> '{}' AND "state" <> 'deleted' AS is_changed
      FROM "invoice_elements" WHERE "account_id" = l."account_id") e ON true
    WHERE l."account_id" = ${accountId}::uuid GROUP BY l."account_id"`;
  return view ?? null;
}
