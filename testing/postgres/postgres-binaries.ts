import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { findPrograms, isEnterable, type Programs } from '../../server/platform/embedded-postgres/programs.ts';
import { findServerUser, type ServerUser } from '../../server/platform/embedded-postgres/server-user.ts';

/** Postgres' programs, with the place and the user to run them. */
export interface PostgresBinaries extends Programs {
  /** a data folder that the server may enter */
  readonly temporary: string;
  /** Postgres refuses to run as root. */
  readonly user: ServerUser | undefined;
}

/** The programs that came with `npm ci`. @throws Error when no package fits this machine */
export async function findPostgres(): Promise<PostgresBinaries> {
  const temporary = process.getuid?.() === 0 ? folderForEveryone() : tmpdir();
  const user = findServerUser(temporary);
  return { ...(await findPrograms(user)), temporary, user };
}

/** @throws Error when every place for temporary files is closed to others */
function folderForEveryone(): string {
  const found = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isEnterable(folder));
  if (found !== undefined) return found;
  throw new Error('Postgres runs as another user than root and can enter no temporary folder. Set TMPDIR to one.');
}
