import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { readConfig } from '../server/config/config.ts';
import { applyMigrations } from '../server/platform/database/migrate.ts';
import {
  clusterFolder,
  formerFolder,
  holdsFormerDatabase,
  syncFolder,
} from '../server/platform/embedded-postgres/cluster.ts';
import { startEmbedded } from '../server/platform/embedded-postgres/embedded-postgres.ts';
import { lockFolder } from '../server/platform/embedded-postgres/folder-lock.ts';
import { CommandError, reportFailure } from './commands/run-command.ts';
import { type CopiedTable, copyRows } from './move-database/copy-rows.ts';
import { openFormer } from './move-database/former-database.ts';

const nameRows = z.array(z.object({ name: z.string() }));
const unfinished = 'moving-';

/**
 * Moves the embedded database of a version before 0.2 in DATA_DIR to the present one. The former folder is kept under
 * another name. Exits with 0, or with 2 when nothing was changed.
 */
if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await move(resolve(readConfig(process.env).dataDir));
} catch (error) {
  reportFailure(error);
}

async function move(dataDir: string): Promise<void> {
  const kept = `${formerFolder(dataDir)}.moved`;
  if (!holdsFormerDatabase(dataDir)) {
    throw new CommandError(`DATA_DIR ${dataDir} holds no database of an earlier version. There is nothing to move.`);
  }
  if (existsSync(clusterFolder(dataDir)) || existsSync(kept)) {
    throw new CommandError(
      `DATA_DIR ${dataDir} holds a database of this version already. Move one of the two folders, database or postgres, elsewhere.`,
    );
  }
  const unlock = lockFolder(dataDir);
  try {
    await removeUnfinished(dataDir);
    const moving = await mkdtemp(join(dataDir, unfinished));
    await makeAsOwner(join(moving, 'new'), dataDir);
    const copied = await copyInto(dataDir, moving);
    await rename(clusterFolder(join(moving, 'new')), clusterFolder(dataDir));
    await rename(formerFolder(dataDir), kept);
    await syncFolder(dataDir);
    for (const { table, rows } of copied) if (rows > 0) console.log(`${table}: ${rows} rows`);
    console.log(`Moved. Start the service; when all is well, delete ${kept}.`);
    await rm(moving, { recursive: true, force: true });
  } finally {
    unlock();
  }
}

/** Root moves the data of the user who runs the service, and that user is to read the new database. */
async function makeAsOwner(folder: string, dataDir: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const { uid, gid } = await stat(dataDir);
  if (process.getuid?.() === 0) await chown(folder, uid, gid);
}

/** Left by a move that failed or was killed: it has changed nothing. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(unfinished)) await rm(join(dataDir, name), { recursive: true });
  }
}

async function copyInto(dataDir: string, moving: string): Promise<readonly CopiedTable[]> {
  const former = await openFormer(dataDir, join(moving, 'former'));
  try {
    const target = await startEmbedded(join(moving, 'new'));
    try {
      await migrateLike(former.url, target.url);
      return await copyRows(former.url, target.url);
    } finally {
      await target.close();
    }
  } finally {
    await former.close();
  }
}

/** Gives the new database the tables of the former one. Later migrations follow when the service starts. */
async function migrateLike(formerUrl: string, url: string): Promise<void> {
  const former = new pg.Pool({ connectionString: formerUrl, max: 1 });
  const target = new pg.Pool({ connectionString: url, max: 1 });
  try {
    const names = await readMigrationNames(former);
    const query = async (sql: string, values: unknown[] = []) => target.query(sql, values);
    await applyMigrations({ query, runScript: async (sql) => void (await query(sql)) }, names);
    const unknown = names.difference(await readMigrationNames(target));
    if (unknown.size > 0) {
      throw new CommandError(
        `The former database has migration ${[...unknown][0]}, which this version does not know. Use the newer version.`,
      );
    }
  } finally {
    await Promise.all([former.end(), target.end()]);
  }
}

async function readMigrationNames(pool: pg.Pool): Promise<Set<string>> {
  const { rows } = await pool.query(
    'SELECT "migration_name" AS name FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
  );
  return new Set(nameRows.parse(rows).map(({ name }) => name));
}
