import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderInUse } from './failures.ts';

/**
 * Makes this process the one that runs the database in `dataDir`. While it holds the lock, a server that runs there
 * without it was left behind by a killed process.
 *
 * Node has no file locks. SQLite's are those of the operating system, so that a killed process leaves no stale lock.
 * @returns gives the lock back
 * @throws DataFolderInUse
 */
export function lockFolder(dataDir: string): () => void {
  const lock = new DatabaseSync(join(dataDir, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && error.message.includes('locked')) throw new DataFolderInUse(dataDir);
    throw error;
  }
  return () => lock.close();
}
