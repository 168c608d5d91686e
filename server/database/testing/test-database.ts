import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { inMemory } from '../embedded.ts';
import { type Database, openDatabase } from '../open.ts';

/** A database of its own on the run's Postgres; `drop` ends it with everything in it. */
export async function createPostgresDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE migrated`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database that a test can take away under the program's feet. */
export interface TestDatabase extends Database {
  readonly takeDown: () => Promise<void>;
}

/** Opens a migrated database that is gone after the running test. */
export async function openTestDatabase(engine: Database['engine'] = 'postgres'): Promise<TestDatabase> {
  if (engine === 'embedded') {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: inMemory });
    onTestFinished(() => database.close());
    return { ...database, takeDown: database.close };
  }
  const { url, drop } = await createPostgresDatabase();
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  return { ...database, takeDown: drop };
}
