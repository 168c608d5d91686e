import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import type { LeadChanges, Watch } from './lead-changes.ts';
import { rememberedFor } from './live-answers.ts';

/** More are not counted: the index is read so far and no further. */
export const waitingAtMost = 100;

/** Accounts whose count is remembered. */
const accountsKept = 1_000;

interface Counted {
  readonly count: number;
  readonly watch: Watch;
  readonly countedAt: number;
}

/**
 * How many customers of an account wait for a lead. Every card names the number, so it is counted only after the database
 * has announced that it changed: prisma/migrations/…_announce_waiting_customers
 */
export function createWaitingCounts(
  database: Pick<Database, 'query'>,
  { watch: startWatch, isHeard }: Pick<LeadChanges, 'watch' | 'isHeard'>,
) {
  /** oldest first */
  const counted = new Map<string, Counted>();

  function forget(accountId: string): void {
    counted.get(accountId)?.watch.end();
    counted.delete(accountId);
  }

  return async (accountId: string): Promise<number> => {
    const known = counted.get(accountId);
    const isFresh = known !== undefined && performance.now() - known.countedAt < rememberedFor;
    if (isFresh && isHeard() && !known.watch.hasChanged()) return known.count;
    const watch = startWatch(accountId);
    const countedAt = performance.now();
    try {
      const count = await countWaiting(database, accountId);
      watch.about(['waiting']);
      forget(accountId);
      counted.set(accountId, { count, watch, countedAt });
      const [oldest = ''] = counted.keys();
      if (counted.size > accountsKept) forget(oldest);
      return count;
    } catch (error) {
      watch.end();
      throw error;
    }
  };
}

/** At most `waitingAtMost`. */
export async function countWaiting(database: Pick<Database, 'query'>, accountId: string): Promise<number> {
  const [count = 0] = await readValues(database, z.number())`
    SELECT count(*)::int FROM (SELECT FROM "customers" WHERE "account_id" = ${accountId}::uuid
      AND "match_state" = 'unmatched' AND "not_relevant_at" IS NULL LIMIT ${waitingAtMost}) waiting`;
  return count;
}
