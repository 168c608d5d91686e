import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedDatabaseFailed } from './failures.ts';

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root, so root runs it as the user whose folder it is, and in a folder of its own as
 * `nobody`. Everybody else runs it as themselves: undefined.
 * @throws EmbeddedDatabaseFailed when the machine has no user `nobody`
 */
export function findServerUser(dataDir: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readUsers();
  const owners = [join(dataDir, 'database'), dataDir]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .flatMap((found) => (found === undefined || found.uid === 0 ? [] : [found]));
  // Postgres' programs look up the name of their user.
  const owner = owners.find(({ uid }) => users.some((user) => user.uid === uid));
  if (owner !== undefined) return { uid: owner.uid, gid: owner.gid };
  const nobody = users.find(({ name }) => name === 'nobody');
  if (nobody !== undefined) return { uid: nobody.uid, gid: nobody.gid };
  throw new EmbeddedDatabaseFailed(
    'Postgres refuses to run as root, and this machine has no user "nobody". Run the service as another user, or set DATABASE_URL.',
  );
}

function readUsers(): readonly ({ readonly name: string } & ServerUser)[] {
  if (!existsSync('/etc/passwd')) return [];
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':');
    // macOS gives `nobody` a negative number there: 32 bits, as setuid takes it.
    return gid === undefined ? [] : [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}
