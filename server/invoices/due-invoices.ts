import { firstOfEachAccount, oneOf } from '../platform/database/of-each-account.ts';

/** Over the alias i (element): it is to be written or linked. The words of the index invoice_elements_due_idx. */
const isToDo = `(i."state" IN ('open', 'sending', 'uncertain')
  OR (i."state" = 'done' AND i."wanted_lead_id" IS DISTINCT FROM i."lead_id"))`;

/** Over the aliases l (list), i (element): the comparison that is under way has not come to it. */
const isToCompare = `i."account_id" = l."account_id" AND i."state" IN ('done', 'deleted')
  AND i."element_id" IS NOT NULL AND i."checked_at" < l."compared_from"`;

const changes = firstOfEachAccount({
  ...{ table: 'invoice_changes', order: '"id"', where: 'true', since: 'NULL::timestamptz' },
});

/** The accounts whose list of invoices has due work, as an SQL query. While they are switched off, only erasures are. */
export const accountsWithDueInvoices = `
  SELECT a."id" AS "account_id" FROM (
    SELECT "account_id" FROM (${changes}) changed
    UNION ALL
    SELECT i."account_id" FROM "invoice_elements" i WHERE i."is_erasure" AND i."next_attempt" <= now() AND ${isToDo}
    UNION ALL
    SELECT a."id" FROM "accounts" a WHERE a."settings" ->> 'invoices' = 'on' AND coalesce(
      (SELECT true FROM "invoice_elements" i
        WHERE i."account_id" = a."id" AND i."next_attempt" <= now() AND ${isToDo} LIMIT 1),
      (SELECT true FROM "invoice_lists" l ${oneOf('"invoice_elements"', 'i', isToCompare)}
        WHERE l."account_id" = a."id" LIMIT 1),
      (SELECT l."compare_at" <= now() FROM "invoice_lists" l WHERE l."account_id" = a."id"),
      true)
  ) due ${oneOf('"accounts"', 'a', 'a."id" = due."account_id"')}
  WHERE a."writing_paused_at" IS NULL
    AND NOT EXISTS (SELECT FROM "invoice_lists" l WHERE l."account_id" = a."id" AND l."retry_at" > now())`;
