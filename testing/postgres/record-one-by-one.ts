import type { Database } from '../../server/platform/database/database.ts';

/** The ways in which stored events are recorded: many in one transaction, and each in its own after that has failed. */
export const recordingPaths = ['in sets', 'one by one'] as const;
export type RecordingPath = (typeof recordingPaths)[number];

/**
 * Makes every transaction fail that records more than one event, so that the service takes the path of an event that
 * cannot be recorded with others.
 */
export async function recordOneByOne({ runScript }: Pick<Database, 'runScript'>): Promise<void> {
  await runScript(`
    CREATE FUNCTION refuse_sets() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM former f JOIN now_stored n USING ("account_id", "id")
        WHERE f."state" = 'received' AND n."state" <> 'received') > 1
      THEN RAISE EXCEPTION 'These events are recorded one by one';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER refuse_sets AFTER UPDATE ON "events" REFERENCING OLD TABLE AS former NEW TABLE AS now_stored
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_sets();`);
}
