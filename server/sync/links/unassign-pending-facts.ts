import { leadGone } from '../../delivery/leads/gone-leads.ts';
import type { Transaction } from '../../platform/database/database.ts';

/**
 * Deletes the undelivered effects of customers on leads from which they were unlinked. Their facts wait for a lead again
 * and are planned there, once. Delivered effects stay, uncertain ones are left to delivery, and facts with no open effect
 * stay on their lead.
 */
export async function unassignPendingFacts(
  transaction: Transaction,
  accountId: string,
  unlinked: readonly { readonly customerId: string; readonly leadId: bigint }[],
): Promise<void> {
  await transaction.$executeRaw`
    WITH waiting AS (
      SELECT e."id", e."fact_key" FROM unnest(
          ${unlinked.map(({ customerId }) => customerId)}::uuid[], ${unlinked.map(({ leadId }) => leadId)}::bigint[])
        AS l("customer_id", "lead_id")
      JOIN "facts" f ON f."account_id" = ${accountId}::uuid AND f."customer_id" = l."customer_id"
        AND f."lead_id" = l."lead_id"
      JOIN "effects" e ON e."account_id" = f."account_id" AND e."fact_key" = f."fact_key" AND e."lead_id" = f."lead_id"
        AND (e."state" = 'open' OR (e."state" = 'failed' AND e."last_error" = ${leadGone}))),
    freed AS (
      UPDATE "facts" SET "planned_at" = NULL, "lead_id" = NULL
      WHERE "account_id" = ${accountId}::uuid AND "fact_key" IN (SELECT "fact_key" FROM waiting))
    DELETE FROM "effects" USING waiting WHERE "effects"."account_id" = ${accountId}::uuid AND "effects"."id" = waiting."id"`;
}
