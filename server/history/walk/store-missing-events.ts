import { z } from 'zod';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { storeEvents } from '../../fastspring/webhook/store-events.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';

/**
 * Stores the events that the account does not have yet, as if their webhooks had arrived, marked with their source.
 * @returns the number of stored events
 */
export async function storeMissingEvents(
  { database, guard }: { readonly database: Pick<Database, 'query'>; readonly guard: Pick<ErasureGuard, 'admit'> },
  accountId: string,
  events: readonly IncomingEvent[],
): Promise<number> {
  if (events.length === 0) return 0;
  const ids = events.map(({ eventId }) => eventId);
  const rows = await readRows(database, z.object({ event_id: z.string() }))`
    SELECT "event_id" FROM "events" WHERE "account_id" = ${accountId}::uuid AND "event_id" = ANY(${ids}::text[])`;
  const known = new Set(rows.map((row) => row.event_id));
  const missing = events.filter(({ eventId }) => !known.has(eventId));
  await storeEvents(database, accountId, 'reconciliation', await guard.admit(accountId, missing));
  return missing.length;
}
