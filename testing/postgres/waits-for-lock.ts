import type { Database } from '../../server/platform/database/database.ts';

/** Whether a transaction of this database waits for another. */
export async function waitsForLock({ query }: Pick<Database, 'query'>): Promise<boolean> {
  const waiting = await query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return waiting.rows.length > 0;
}
