import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedDatabaseFailed } from './failures.ts';
import { isEnterable } from './programs.ts';
import type { ServerUser } from './server-user.ts';

/** A folder as a child process gets it. */
export interface LentFolder {
  /** how the child names the folder */
  readonly path: string;
  /** what the child inherits, from its third descriptor on */
  readonly descriptors: readonly number[];
  /** after the child has started */
  readonly close: () => void;
}

/** A spawned program's descriptors up to here are its streams. */
const firstFree = 3;

/**
 * Lends a folder to a program of another user, who owns it but may not enter what is above it, such as /root. Linux opens
 * `/proc/self/fd/3` without asking those folders; elsewhere they have to be open.
 * @throws EmbeddedDatabaseFailed
 */
export function lendFolder(folder: string, user: ServerUser | undefined): LentFolder {
  if (user === undefined || isEnterable(dirname(folder))) {
    return { path: folder, descriptors: [], close: () => undefined };
  }
  if (process.platform !== 'linux') {
    throw new EmbeddedDatabaseFailed(
      `Postgres does not run as root, and no other user can enter DATA_DIR ${dirname(folder)}. Run the service as another user, or move the folder.`,
    );
  }
  const descriptor = openSync(folder, 'r');
  return {
    path: `/proc/self/fd/${firstFree}`,
    descriptors: [descriptor],
    close: () => closeSync(descriptor),
  };
}
