import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { eventStates } from '../../recording/event-states.ts';
import { rowIdSchema } from '../cursor.ts';

/** The query of `GET /api/v1/events`. */
export const eventFilterSchema = z.object({
  /** only events before this row */
  cursor: rowIdSchema.transform(BigInt).optional(),
  /** `failed` finds also those of which Kommo refused something */
  status: z.enum(eventStates).optional(),
  type: z.string().min(1).max(100).optional(),
  /** part of the customer's e-mail address */
  email: z.string().trim().min(1).max(255).optional(),
});

const rowSchema = z.object({
  id: z.string(),
  eventId: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  source: z.string(),
  receivedAt: z.coerce.date().transform((date) => date.toISOString()),
  status: z.enum(eventStates),
  repeated: z.boolean(),
  reason: z.unknown(),
  factKeys: z.array(z.string()),
});

export type FoundEvent = z.infer<typeof rowSchema>;

/**
 * Newest first, without their payloads. The lists of fact keys are read once, and not per event. Events with a failed
 * effect stand as an array of ids: in a plain condition the database would rather look at every event of the account.
 */
export function findEvents(
  database: Pick<Database, 'query'>,
  accountId: string,
  filter: z.output<typeof eventFilterSchema>,
  atMost: number,
): Promise<readonly FoundEvent[]> {
  const { cursor = null, status = null, type = null, email = null } = filter;
  return readRows(database, rowSchema)`
    SELECT "id"::text, "event_id" AS "eventId", "type", "live", "source", "received_at" AS "receivedAt",
      "state" AS "status", "is_repeat" AS "repeated", "reason", "fact_keys" AS "factKeys"
    FROM "events"
    WHERE "account_id" = ${accountId}::uuid
      AND (${cursor}::bigint IS NULL OR "id" < ${cursor}::bigint)
      AND (${status}::text IS NULL OR "state" = ${status} OR (${status} = 'failed' AND "id" = ANY(ARRAY(
        SELECT "id" FROM "events" WHERE "account_id" = ${accountId}::uuid AND NOT "is_repeat" AND "fact_keys" && ARRAY(
          SELECT "fact_key" FROM "effects" WHERE "account_id" = ${accountId}::uuid AND "state" = 'failed')))))
      AND (${type}::text IS NULL OR "type" = ${type})
      AND (${email}::text IS NULL OR "fact_keys" && ARRAY(
        SELECT f."fact_key" FROM "facts" f JOIN "customers" c ON c."id" = f."customer_id"
        WHERE f."account_id" = ${accountId}::uuid AND c."account_id" = f."account_id"
          AND strpos(lower(c."email"), lower(${email})) > 0))
    ORDER BY "events"."id" DESC LIMIT ${atMost}`;
}
