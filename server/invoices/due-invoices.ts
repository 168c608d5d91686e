/** Whether an account's list of invoices has due work, as SQL over the alias a (account). */
export const wantsInvoices = `
  a."writing_paused_at" IS NULL
  AND NOT EXISTS (SELECT FROM "invoice_lists" l WHERE l."account_id" = a."id" AND l."retry_at" > now())
  AND (EXISTS (SELECT FROM "invoice_changes" i WHERE i."account_id" = a."id")
    OR EXISTS (SELECT FROM "invoice_elements" i WHERE i."account_id" = a."id" AND i."next_attempt" <= now()
      AND (a."settings" ->> 'invoices' = 'on' OR i."is_erasure")
      AND (i."state" IN ('open', 'sending', 'uncertain')
        OR (i."state" = 'done' AND i."wanted_lead_id" IS DISTINCT FROM i."lead_id")))
    OR (a."settings" ->> 'invoices' = 'on' AND EXISTS (SELECT FROM "invoice_lists" l
      JOIN "invoice_elements" i ON i."account_id" = l."account_id" AND i."state" IN ('done', 'deleted')
        AND i."element_id" IS NOT NULL AND i."checked_at" < l."compared_from"
      WHERE l."account_id" = a."id"))
    OR (a."settings" ->> 'invoices' = 'on'
      AND NOT EXISTS (SELECT FROM "invoice_lists" l WHERE l."account_id" = a."id" AND l."compare_at" > now())))`;
