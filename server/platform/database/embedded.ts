import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';

/** Another process has the embedded database open. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  constructor(dataDir: string) {
    super(
      `DATA_DIR ${dataDir} is in use by another process. Stop that process, or give this one a folder of its own, or set DATABASE_URL.`,
    );
  }
}

/** In memory, for tests. */
export const inMemory = ':memory:';

/**
 * Opens the embedded Postgres in `dataDir`. Two processes on one folder would destroy it, and PGlite itself does not
 * notice, so the folder is locked first.
 * @throws DataFolderInUse
 */
export async function openEmbedded(dataDir: string): Promise<{ pglite: PGlite; release: () => void }> {
  if (dataDir === inMemory) return { pglite: await PGlite.create(), release: () => undefined };
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = lockFolder(folder);
  try {
    return { pglite: await PGlite.create(join(folder, 'postgres')), release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Node has no file locks. SQLite's are those of the operating system, so that a killed process leaves no stale lock.
 */
function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && error.message.includes('locked')) throw new DataFolderInUse(folder);
    throw error;
  }
  return () => lock.close();
}
