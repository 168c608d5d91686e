import type { Transaction } from '../database/database.ts';
import { leadGone } from '../delivery/gone-leads.ts';

/**
 * Takes back what was planned for customers on leads where they are no longer, and not done yet: the facts wait for a
 * lead again, and what they do in Kommo is done there, once. What was done stays, and what may have been done is left
 * to delivery. Facts with nothing left to do stay on their lead.
 */
export async function freeFacts(
  transaction: Transaction,
  accountId: string,
  left: readonly { readonly customerId: string; readonly leadId: bigint }[],
): Promise<void> {
  await transaction.$executeRaw`
    WITH waiting AS (
      SELECT e."id", e."fact_key" FROM unnest(
          ${left.map(({ customerId }) => customerId)}::uuid[], ${left.map(({ leadId }) => leadId)}::bigint[])
        AS l("customer_id", "lead_id")
      JOIN "facts" f ON f."account_id" = ${accountId}::uuid AND f."customer_id" = l."customer_id"
        AND f."lead_id" = l."lead_id"
      JOIN "effects" e ON e."account_id" = f."account_id" AND e."fact_key" = f."fact_key" AND e."lead_id" = f."lead_id"
        AND (e."state" = 'open' OR (e."state" = 'failed' AND e."last_error" = ${leadGone}))),
    freed AS (
      UPDATE "facts" SET "planned_at" = NULL, "lead_id" = NULL
      WHERE "account_id" = ${accountId}::uuid AND "fact_key" IN (SELECT "fact_key" FROM waiting))
    DELETE FROM "effects" USING waiting WHERE "effects"."id" = waiting."id"`;
}
