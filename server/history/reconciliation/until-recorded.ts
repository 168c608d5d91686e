import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { minute } from '../../platform/time/units.ts';

/** ms; an account's job records hundreds of events a second */
const waitAtMost = 2 * minute;
const lookEvery = 200;

/**
 * Waits until the account's job has recorded every event that is stored now. It does not wait for events that arrive in
 * the meantime, and no longer than two minutes.
 */
export async function untilRecorded(
  database: Pick<Database, 'query'>,
  wake: (accountId: string) => void,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  const [newest] = await readRows(database, z.object({ id: z.string() }))`
    SELECT coalesce(max("id"), 0)::text AS id FROM "events" WHERE "account_id" = ${accountId}::uuid`;
  const upTo = newest?.id ?? '0';
  const giveUpAt = performance.now() + waitAtMost;
  wake(accountId);
  while (!signal.aborted && performance.now() < giveUpAt) {
    const [row] = await readRows(database, z.object({ waiting: z.boolean() }))`
      SELECT EXISTS (SELECT FROM "events"
        WHERE "account_id" = ${accountId}::uuid AND "state" = 'received' AND "id" <= ${upTo}::bigint) AS waiting`;
    if (row?.waiting !== true) return;
    await sleep(lookEvery, undefined, { signal }).catch(() => undefined);
  }
}
