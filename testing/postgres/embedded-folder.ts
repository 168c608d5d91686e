import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cacheFolder } from '../service/cache.ts';
import { openDatabase } from './open-database.ts';

const root = join(import.meta.dirname, '../..');
/** The inputs of a new database. */
const ingredients = [
  'package-lock.json',
  'server/platform/embedded-postgres/cluster.ts',
  'server/platform/embedded-postgres/settings.ts',
  'server/platform/database/migrate.ts',
];

/**
 * Makes a data folder that holds a migrated, empty embedded database. Making one from scratch takes seconds of
 * computing, copying one a tenth of that, so one is cached across runs while its inputs stay the same.
 */
export async function createEmbeddedFolder(dataDir: string): Promise<void> {
  const kept = join(cacheFolder, `embedded-${await fingerprint()}`);
  if (!existsSync(kept)) await make(kept);
  // cp() calls back for each of a thousand files and takes ten times as long.
  cpSync(kept, dataDir, { recursive: true });
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

/** One process makes it, and the others wait: a run's workers ask for it at the same time. */
async function make(kept: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const lock = `${kept}.lock`;
  while (!existsSync(kept)) {
    if (await takeLock(lock)) await makeWhole(kept).finally(() => rm(lock, { force: true }));
    else await setTimeout(50);
  }
}

/** @returns whether this process is to make it; the lock of a dead process no longer counts */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder > 0 && !isRunning(holder)) await rm(lock, { force: true });
    return false;
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** All or nothing, even if this process is killed; if two processes make one after all, the first counts. */
async function makeWhole(kept: string): Promise<void> {
  const made = await mkdtemp(`${kept}-`);
  try {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: made });
    await database.close();
    await rename(made, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}
