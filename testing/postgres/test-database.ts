import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../../server/platform/database/database.ts';
import { openDatabase } from './open-database.ts';

/** A database that a test can drop under a running program, or empty. */
export interface TestDatabase extends Database {
  readonly takeDown: () => Promise<void>;
  /** for a test that starts over again and again */
  readonly empty: () => Promise<void>;
}

/** A separate database for the test on the run's Postgres; `drop` deletes it with its contents. */
export async function createPostgresDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(name);
  return { url: urlOf(name), drop: () => dropDatabase(name) };
}

/** Opens a migrated, empty database for the running test alone. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = lend();
  onTestFinished(() => void lent.delete(name));
  const database = await emptied(name);
  // A test's script may change the tables themselves, which emptying does not undo.
  let mayBeAltered = false;
  onTestFinished(async () => {
    if (mayBeAltered) await giveUp(name);
  });
  return {
    ...database,
    runScript: (sql) => {
      mayBeAltered = true;
      return database.runScript(sql);
    },
    empty: () => database.runScript(emptyEverything),
    takeDown: async () => {
      mayBeAltered = true;
      await run(inject('postgresUrl'), forcedDrop(name));
    },
  };
}

/**
 * Making a database costs a hundred times as much as emptying one, and a new client prepares every query again, so each
 * worker keeps its databases open, as many as one of its tests uses at once.
 */
const kept = new Map<string, Database>();
const lent = new Set<string>();

function lend(): string {
  let name = '';
  for (let number = 1; name === '' || lent.has(name); number += 1) {
    name = `worker_${process.env.VITEST_POOL_ID}_${number}`;
  }
  lent.add(name);
  return name;
}

async function emptied(name: string): Promise<Database> {
  const open = kept.get(name);
  if (open !== undefined) {
    await open.runScript(emptyEverything);
    return open;
  }
  // An earlier worker with the same number may have left it.
  await dropDatabase(name);
  await createDatabase(name);
  const database = await openDatabase({ databaseUrl: urlOf(name), dataDir: '' });
  kept.set(name, database);
  return database;
}

async function giveUp(name: string): Promise<void> {
  await kept.get(name)?.close();
  kept.delete(name);
  await dropDatabase(name);
}

/**
 * Deletes every row, restarts every sequence and drops the queue's schema. Deleting from a small table is faster than
 * truncating it, which makes new files.
 */
const emptyEverything = `DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  DROP SCHEMA IF EXISTS pgboss CASCADE;
  FOR name IN SELECT format('%I', tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
    IF pg_relation_size(name::regclass) > 1000000 THEN EXECUTE 'TRUNCATE ' || name || ' CASCADE';
    ELSE EXECUTE 'DELETE FROM ' || name; END IF;
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$`;

async function createDatabase(name: string): Promise<void> {
  await run(inject('postgresUrl'), `CREATE DATABASE ${name} TEMPLATE migrated`);
}

/**
 * Without force Postgres waits seconds for connections that are just closing; breaking one is an error in its client.
 */
async function dropDatabase(name: string): Promise<void> {
  try {
    await run(inject('postgresUrl'), `DROP DATABASE IF EXISTS ${name}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== inUse) throw error;
    await run(inject('postgresUrl'), forcedDrop(name));
  }
}

const forcedDrop = (name: string) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: object_in_use */
const inUse = '55006';

function urlOf(name: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
