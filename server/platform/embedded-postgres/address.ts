import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterFolder, readPassword } from './cluster.ts';
import { EmbeddedDatabaseFailed } from './failures.ts';
import { superuser } from './settings.ts';

interface Address {
  readonly url: string;
  readonly close: () => void;
}

/** bytes of a socket's path, the least of Linux (107) and macOS (103) */
const longestPath = 103;

/** Where this process reaches the server of `dataDir`. @throws EmbeddedDatabaseFailed */
export function openAddress(dataDir: string, port: number): Address {
  const login = `${superuser}:${readPassword(dataDir)}`;
  const path = `${port}/${superuser}?sslmode=disable`;
  if (process.platform === 'win32') {
    return { url: `postgres://${login}@127.0.0.1:${path}`, close: () => undefined };
  }
  const { folder, close } = shortFolder(clusterFolder(dataDir), `.s.PGSQL.${port}`);
  return { url: `postgres://${login}@localhost:${path}&host=${encodeURIComponent(folder)}`, close };
}

/** The folder itself, or a link to it when its path is too long for a socket. */
function shortFolder(folder: string, socket: string): { readonly folder: string; readonly close: () => void } {
  const fits = (name: string) => Buffer.byteLength(join(name, socket)) <= longestPath;
  if (fits(folder)) return { folder, close: () => undefined };
  const own = [tmpdir(), '/tmp'].find((parent) => fits(join(parent, 'kommo-fastspring-XXXXXX/d')));
  if (own === undefined) {
    throw new EmbeddedDatabaseFailed(`The path of DATA_DIR is too long, and so is that of TMPDIR. Set a shorter one.`);
  }
  // Its random name is in a folder for this user alone, so that nobody can put another socket in its place.
  const parent = mkdtempSync(join(own, 'kommo-fastspring-'));
  const link = join(parent, 'd');
  symlinkSync(folder, link);
  return { folder: link, close: () => rmSync(parent, { recursive: true, force: true }) };
}
