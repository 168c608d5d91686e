import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';

export interface PostgresServer {
  /** the address of a database on it */
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
  /** Stops it like a crash: connections break, and the next start recovers from its log. */
  readonly crash: () => Promise<void>;
  /** after a crash */
  readonly start: () => Promise<void>;
  /** its data folder */
  readonly data: string;
}

interface Options {
  readonly durable?: boolean;
  /** starts on a copy of this backup's data folder */
  readonly backup?: string;
}

const password = 'sandbox';

const running = new Set<() => Promise<void>>();

/** Stops those of this process, for a command that is interrupted. */
export async function stopPostgresServers(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

/**
 * A real Postgres for this run, from the package: no installation, no root. Takes about 2 s. `durable` forces every
 * commit to the disk, as in real use; tests do without, because no test cuts the power.
 * @throws Error with the server's last output when it does not start
 */
export async function startPostgresServer({ durable = false, backup }: Options = {}): Promise<PostgresServer> {
  const binaries = await findPostgres();
  const folder = await mkdtemp(join(binaries.temporary, 'kommo-fastspring-data-'));
  if (binaries.user !== undefined) await chown(folder, binaries.user.uid, binaries.user.gid);
  const data = join(folder, 'data');
  if (backup === undefined) await initialise(binaries, folder, data);
  else await promisify(execFile)('cp', ['-a', backup, data]);
  const port = await freePort();
  const options = serverOptions(port, durable);
  let server = await launch(binaries, data, options);
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  const stop = async () => {
    running.delete(stop);
    await end('SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  running.add(stop);
  return {
    data,
    stop,
    url: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    // The signals of `pg_ctl stop` with -m immediate and -m fast:
    // https://www.postgresql.org/docs/current/server-shutdown.html
    crash: () => end('SIGQUIT'),
    start: async () => {
      server = await launch(binaries, data, options);
    },
  };
}

async function initialise(binaries: PostgresBinaries, folder: string, data: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  await promisify(execFile)(
    binaries.initdb,
    ['-D', data, '-U', 'postgres', '-A', 'password', '--pwfile', passwordFile, '--encoding=UTF8', '--locale=C', '-N'],
    { cwd: folder, ...binaries.user },
  );
}

function serverOptions(port: number, durable: boolean): readonly string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A long test runs a hundred accounts, each with its own database and pool.
    max_connections: 1_000,
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', checkpoint_timeout: '1h' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function launch(binaries: PostgresBinaries, data: string, options: readonly string[]): Promise<ChildProcess> {
  const server = spawn(binaries.postgres, ['-D', data, ...options], {
    cwd: data,
    ...binaries.user,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void server.kill('SIGINT');
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Postgres did not start:\n${log}`)));
    server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      // Read until the server exits: a full pipe would block it.
      log = (log + chunk).slice(-4_000);
      if (log.includes('database system is ready to accept connections')) resolve();
    });
  });
  return server;
}
