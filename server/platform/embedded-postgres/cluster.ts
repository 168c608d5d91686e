import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, lchown, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseFailed, explainOutput } from './failures.ts';
import { lendFolder } from './lend-folder.ts';
import type { Programs } from './programs.ts';
import type { ServerUser } from './server-user.ts';
import { majorVersion, superuser } from './settings.ts';
import { runAs } from './spawn-as.ts';

const unfinished = 'database.new-';
const passwordFile = 'service.password';

export const clusterFolder = (dataDir: string): string => join(dataDir, 'database');

/** Where versions before 0.2 kept their embedded database. */
export const formerFolder = (dataDir: string): string => join(dataDir, 'postgres');

/** Whether `dataDir` holds a database, of this or of an earlier version. */
export function holdsDatabase(dataDir: string): boolean {
  return existsSync(clusterFolder(dataDir)) || holdsFormerDatabase(dataDir);
}

export function holdsFormerDatabase(dataDir: string): boolean {
  return existsSync(join(formerFolder(dataDir), 'PG_VERSION'));
}

/**
 * Creates the cluster in `dataDir`, unless it is there: under another name first, so that a kill leaves none that is half
 * made.
 * @throws EmbeddedDatabaseFailed
 */
export async function ensureCluster(dataDir: string, programs: Programs, user: ServerUser | undefined): Promise<void> {
  const folder = clusterFolder(dataDir);
  if (existsSync(folder)) {
    checkCluster(dataDir);
    return handOver(folder, user);
  }
  if (holdsFormerDatabase(dataDir)) {
    throw new EmbeddedDatabaseFailed(
      `DATA_DIR ${dataDir} holds the database of an earlier version. Run npm run move-database once: it moves the data and keeps the old folder.`,
    );
  }
  await removeUnfinished(dataDir);
  const making = await createCluster(dataDir, programs, user);
  await rename(join(making, 'data'), folder);
  await syncFolder(dataDir);
  await rm(making, { recursive: true });
}

/**
 * A new cluster in the folder `data` of the returned one, which is beside its final place.
 * @throws EmbeddedDatabaseFailed
 */
async function createCluster(dataDir: string, programs: Programs, user: ServerUser | undefined): Promise<string> {
  const making = await mkdtemp(join(dataDir, unfinished));
  const password = join(making, passwordFile);
  await writeFile(password, randomBytes(32).toString('base64url'), { mode: 0o600 });
  for (const path of [making, password]) if (user !== undefined) await chown(path, user.uid, user.gid);
  await runInitdb(dataDir, making, programs, user);
  await rename(password, join(making, 'data', passwordFile));
  return making;
}

async function runInitdb(
  dataDir: string,
  making: string,
  { initdb }: Programs,
  user: ServerUser | undefined,
): Promise<void> {
  const lent = lendFolder(making, user);
  const options = [
    ...['-D', `${lent.path}/data`, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${lent.path}/${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    // Many rounds protect a password that a person chose. This one is random.
    ...['-c', 'scram_iterations=1'],
  ];
  const { code, output } = await runAs(initdb, options, lent, user);
  if (code === 0) return;
  await rm(making, { recursive: true, force: true });
  throw explainOutput(dataDir, output);
}

/** A backup that root has put back belongs to root, and may be open to others: the server refuses both. */
async function handOver(folder: string, user: ServerUser | undefined): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(folder, 0o700);
  if (user === undefined || uid === user.uid) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  // Last, so that a kill leaves it to be done again.
  await chown(folder, user.uid, user.gid);
}

/** Left by a process that was killed while it made a cluster. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(unfinished)) await rm(join(dataDir, name), { recursive: true });
  }
}

/** A power cut must not lose the new name of the folder. Windows cannot do this, and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function checkCluster(dataDir: string): void {
  const folder = clusterFolder(dataDir);
  const version = readIfThere(join(folder, 'PG_VERSION'))?.trim();
  if (version === String(majorVersion)) return;
  throw new EmbeddedDatabaseFailed(
    version === undefined
      ? `The database in DATA_DIR ${dataDir} is damaged. Restore a backup of the folder. The file PG_VERSION is missing.`
      : `The database in DATA_DIR ${dataDir} was written by Postgres ${version}, and this version of the service has Postgres ${majorVersion}. Run the version that wrote it, and move the data with npm run export and npm run import.`,
  );
}

/** @throws EmbeddedDatabaseFailed when it is gone */
export function readPassword(dataDir: string): string {
  const password = readIfThere(join(clusterFolder(dataDir), passwordFile));
  if (password !== undefined) return password;
  throw new EmbeddedDatabaseFailed(
    `The database in DATA_DIR ${dataDir} is damaged. Restore a backup of the folder. The file ${passwordFile} is missing.`,
  );
}

/** @throws EmbeddedDatabaseFailed when it may be there: what this user cannot read is not damaged */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new EmbeddedDatabaseFailed(
      `The user who runs the service cannot read ${file}. Give that user the folder of the database, and all that is in it.`,
      { cause },
    );
  }
}
