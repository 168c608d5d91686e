import { clusterFolder } from './cluster.ts';
import { explainOutput, tookTooLong } from './failures.ts';
import { lendFolder } from './lend-folder.ts';
import type { Programs } from './programs.ts';
import type { ServerUser } from './server-user.ts';
import { serverArguments } from './settings.ts';
import { type Spawned, startAs } from './spawn-as.ts';

/** A running server: Postgres' first process, which starts all others. */
export interface ServerProcess {
  /** when it has ended, for whatever reason */
  readonly ended: Promise<unknown>;
  /** Breaks all connections, writes everything to its files and ends. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash does: a damaged one may never finish writing its files. */
  readonly abandon: () => Promise<void>;
}

export interface Launch {
  readonly dataDir: string;
  readonly programs: Programs;
  readonly user: ServerUser | undefined;
  readonly port: number;
}

const readyLine = 'database system is ready to accept connections';
/** ms; recovery after a crash reads at most max_wal_size, which takes seconds */
const readyWithin = 120_000;
const stopWithin = 30_000;

/**
 * Starts the server, which first recovers what a crash left.
 * @throws EmbeddedDatabaseFailed when it ends before it is ready, or is not ready in time
 */
export async function launchServer({ dataDir, programs, user, port }: Launch): Promise<ServerProcess> {
  const lent = lendFolder(clusterFolder(dataDir), user);
  const server = startAs(programs.postgres, serverArguments(lent.path, port), lent, user);
  // However this process exits; after a kill, the next start ends what is left behind.
  const endToo = () => void server.child.kill('SIGINT');
  process.once('exit', endToo);
  void server.ended.then(() => process.off('exit', endToo));
  const outcome = await waitUntilReady(server);
  if (outcome !== 'ready') {
    await abandon(server);
    throw explainOutput(dataDir, outcome === 'late' ? tookTooLong : server.output());
  }
  return { ended: server.ended, stop: () => stopServer(server), abandon: () => abandon(server) };
}

async function waitUntilReady({ output, onOutput, ended }: Spawned): Promise<'ready' | 'ended' | 'late'> {
  const outcome = Promise.withResolvers<'ready' | 'ended' | 'late'>();
  onOutput(() => output().includes(readyLine) && outcome.resolve('ready'));
  void ended.then(() => outcome.resolve('ended'));
  const giveUp = setTimeout(() => outcome.resolve('late'), readyWithin);
  try {
    return await outcome.promise;
  } finally {
    clearTimeout(giveUp);
  }
}

/** The signals of `pg_ctl stop`, fast and immediate: https://www.postgresql.org/docs/18/server-shutdown.html */
async function stopServer({ child, ended }: Spawned): Promise<void> {
  child.kill('SIGINT');
  const immediately = setTimeout(() => child.kill('SIGQUIT'), stopWithin);
  await ended;
  clearTimeout(immediately);
}

async function abandon({ child, ended }: Spawned): Promise<void> {
  child.kill('SIGQUIT');
  await ended;
}
