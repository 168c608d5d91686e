import type { Database } from '../platform/database/database.ts';

/** What is counted, and the states in which it stays: prisma/migrations/20261205100000_settled_counts */
export const settledKinds = ['events', 'effects'] as const;
export const settledStates = ['failed', 'unknown', 'unreadable', 'skipped'] as const;

/** Of events or effects that have come to stay in a state, as an SQL query of `state` and `count`. */
export function settledCounts(kind: (typeof settledKinds)[number]): string {
  return `SELECT "state", sum("change")::int AS count FROM "settled_counts" WHERE "kind" = '${kind}' GROUP BY "state" HAVING sum("change") <> 0`;
}

/** Makes one row of the changes of each state. Recurring work; a count taken meanwhile sees the one or the others. */
export async function foldSettledCounts({ query }: Pick<Database, 'query'>): Promise<void> {
  await query(`
    WITH "changes" AS (DELETE FROM "settled_counts" WHERE (SELECT count(*) > 100 FROM (SELECT FROM "settled_counts" LIMIT 101) "few")
      RETURNING "kind", "state", "change")
    INSERT INTO "settled_counts" ("kind", "state", "change")
    SELECT "kind", "state", sum("change") FROM "changes" GROUP BY "kind", "state" HAVING sum("change") <> 0`);
}
