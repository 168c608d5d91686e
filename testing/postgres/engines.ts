import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { Database } from '../../server/platform/database/database.ts';
import { createEmbeddedFolder } from './embedded-folder.ts';
import { openDatabase } from './open-database.ts';
import { openTestDatabase } from './test-database.ts';

export const engines = ['postgres', 'embedded'] as const;

/**
 * For a file with tests that must hold on both engines: opens an empty database for the running test. The embedded one
 * is shared by all of them and emptied in between.
 */
export function useEngines(): (engine: Database['engine']) => Promise<Database> {
  let embedded: Promise<Database> | undefined;
  let dataDir: string | undefined;
  afterAll(async () => {
    await (await embedded)?.close();
    if (dataDir !== undefined) await rm(dataDir, { recursive: true });
  });

  async function openEmbedded(): Promise<Database> {
    dataDir = await mkdtemp(join(tmpdir(), 'kommo-fastspring-embedded-'));
    await createEmbeddedFolder(dataDir);
    return openDatabase({ databaseUrl: undefined, dataDir });
  }

  return async (engine) => {
    if (engine === 'postgres') return openTestDatabase();
    embedded ??= openEmbedded();
    const database = await embedded;
    onTestFinished(() => database.runScript(emptyTables));
    return database;
  };
}

/** Much faster than TRUNCATE, which makes new files for every table. */
const emptyTables = `DO $$ DECLARE t name; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
    EXECUTE format('DELETE FROM %I', t);
  END LOOP;
END $$`;
