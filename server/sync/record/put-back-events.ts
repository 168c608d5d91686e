import type { Database } from '../../platform/database/database.ts';

/** A statement that holds few rows for a short time; the next run does the rest. */
const eventsAtOnce = 1_000;

/**
 * Has events read again that an earlier version of the reader kept as unknown or unreadable; the sweep finds them then.
 * While two versions run on one database during a deployment the older one may read one back in vain: it stays of the
 * older version and is put back once more.
 * @param version the reader's, of this process
 */
export async function putBackForNewerReader(database: Pick<Database, 'query'>, version: number): Promise<void> {
  await database.query(
    `UPDATE "events" SET "state" = 'received', "attempts" = 0 WHERE ("account_id", "id") IN (
       SELECT "account_id", "id" FROM "events" WHERE "state" IN ('unknown', 'unreadable') AND ("reader_version" < $1::int OR "reader_version" IS NULL)
       LIMIT ${eventsAtOnce} FOR UPDATE SKIP LOCKED)`,
    [version],
  );
}
