import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../testing/cache.ts';
import { openDatabase } from '../open.ts';

const root = join(import.meta.dirname, '../../..');
/** What a new database is made of. */
const ingredients = ['package-lock.json', 'server/database/embedded.ts', 'server/database/migrate.ts'];

/**
 * Makes a data folder that holds a migrated embedded database with nothing in it. Making one from nothing takes seconds
 * of computing, copying one a tenth of it, so one is kept over runs for as long as it would come out the same.
 */
export async function createEmbeddedFolder(dataDir: string): Promise<void> {
  const kept = join(cacheFolder, `embedded-${await fingerprint()}`);
  if (!existsSync(kept)) await make(kept);
  await cp(kept, dataDir, { recursive: true });
}

async function fingerprint(): Promise<string> {
  const migrations = (await readdir(join(root, 'prisma/migrations'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [...ingredients.map((name) => join(root, name)), ...migrations.sort()]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Whole or not at all: another process may make one at the same time, and the first one counts. */
async function make(kept: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const made = await mkdtemp(`${kept}-`);
  const database = await openDatabase({ databaseUrl: undefined, dataDir: made });
  await database.close();
  await rename(made, kept).catch(async (error: unknown) => {
    await rm(made, { recursive: true });
    if (!existsSync(kept)) throw error;
  });
}
