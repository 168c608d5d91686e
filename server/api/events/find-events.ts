import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { eventStates } from '../../recording/event-states.ts';
import type { EventStatus } from './events-view.ts';

export interface EventFilter {
  /** only events before this row */
  readonly before: bigint | null;
  /** `failed` finds also those of which Kommo refused something */
  readonly status: EventStatus | null;
  readonly type: string | null;
  /** part of the customer's e-mail address */
  readonly email: string | null;
}

const rowSchema = z.object({
  id: z.coerce.bigint(),
  event_id: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  source: z.string(),
  received_at: z.coerce.date(),
  state: z.enum(eventStates),
  reason: z.unknown(),
  fact_keys: z.array(z.string()),
  is_repeat: z.boolean(),
});

export type FoundEvent = z.infer<typeof rowSchema>;

/**
 * Newest first, without their payloads. The lists of fact keys are read once, and not per event. Events with a failed
 * effect stand as an array of ids: in a plain condition the database would rather look at every event of the account.
 */
export function findEvents(
  database: Pick<Database, 'query'>,
  accountId: string,
  { before, status, type, email }: EventFilter,
  atMost: number,
): Promise<readonly FoundEvent[]> {
  return readRows(database, rowSchema)`
    SELECT "id"::text, "event_id", "type", "live", "source", "received_at", "state", "reason", "fact_keys", "is_repeat"
    FROM "events"
    WHERE "account_id" = ${accountId}::uuid
      AND (${before}::bigint IS NULL OR "id" < ${before}::bigint)
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
