import type { Database } from '../database/open.ts';
import type { IncomingEvent } from './batch.ts';

/**
 * Stores a whole delivery in one statement: either every event of it is durable when this returns, or none. An event
 * whose id the account has already is left as it is, so that storing twice is storing once. No transaction and no
 * second statement: this is what stands between FastSpring's request and its answer.
 */
export async function storeEvents(
  database: Pick<Database, 'query'>,
  accountId: string,
  source: 'webhook' | 'reconciliation' | 'import' | 'api',
  events: readonly IncomingEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await database.query(
    `INSERT INTO "events" ("account_id", "source", "event_id", "type", "live", "created_at", "payload")
     SELECT $1::uuid, $2, e.* FROM unnest($3::text[], $4::text[], $5::boolean[], $6::timestamptz[], $7::text[])
       AS e("event_id", "type", "live", "created_at", "payload")
     ON CONFLICT ("account_id", "event_id") DO NOTHING`,
    [
      accountId,
      source,
      events.map((event) => event.eventId),
      events.map((event) => event.type),
      events.map((event) => event.live),
      events.map((event) => (event.createdAt === null ? null : new Date(event.createdAt).toISOString())),
      events.map((event) => event.payload),
    ],
  );
}
