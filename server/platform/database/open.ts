import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { joinEmbedded, startEmbedded } from '../embedded-postgres/embedded-postgres.ts';
import { keep } from '../runtime/keep.ts';
import { minute } from '../time/units.ts';
import type { Database } from './database.ts';
import { SnapshotsBusy } from './failures.ts';
import { PrismaClient } from './generated/client.ts';
import { listenOnPostgres } from './listen.ts';

interface Place {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** `join`: beside a process that runs the embedded database already, as a command does beside the service. */
export type EmbeddedAccess = 'start' | 'join';

/**
 * Opens the database without migrating it.
 * @throws EmbeddedDatabaseFailed; DataFolderInUse if another process runs the embedded database and it is not joined;
 *   with the first query, the driver's error if Postgres cannot be reached
 */
export async function connectDatabase({ databaseUrl, dataDir }: Place, access: EmbeddedAccess): Promise<Database> {
  if (databaseUrl !== undefined) return openPostgres(databaseUrl);
  const embedded = await (access === 'join' ? joinEmbedded(dataDir) : startEmbedded(dataDir));
  const database = openPostgres(embedded.url);
  return { ...database, engine: 'embedded', close: () => database.close().finally(embedded.close) };
}

function createPool(databaseUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    // Longer than the 10 s after which an open settings page polls again: a new connection plans every statement again.
    idleTimeoutMillis: minute,
    // A webhook must be refused while FastSpring still waits, so no request waits long for a database that is down.
    connectionTimeoutMillis: 3_000,
    query_timeout: 30_000,
    keepAlive: true,
  });
  // An idle connection that breaks (database restarted) is replaced by the pool; without a listener it ends the process.
  pool.on('error', () => undefined);
  return pool;
}

function openPostgres(databaseUrl: string): Database {
  const pool = createPool(databaseUrl, 10);
  // Storing a webhook must not wait until a job's transaction frees its connection.
  const statements = createPool(databaseUrl, 6);
  const snapshots = createPool(databaseUrl, snapshotsAtOnce);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    engine: 'postgres',
    prisma,
    query: async (sql, values = []) => statements.query({ text: sql, values, name: statementName(sql) }),
    readSnapshot: boundedSnapshots(snapshots),
    listen: (channel, listener) => listenOnPostgres(databaseUrl, channel, listener),
    runScript: async (sql) => {
      const script = { text: sql, query_timeout: unlimited };
      await pool.query(script);
    },
    // Separate connections, because it keeps one open for notifications.
    queue: { connectionString: databaseUrl },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), statements.end(), snapshots.end()]);
    },
  };
}

/**
 * ms, the most that a timer takes. A migration may build an index for minutes; given up on, it would go on in the
 * database, and the next start would wait for it and give up as well.
 */
const unlimited = 2 ** 31 - 1;

/** An export holds its connection for minutes, so further ones do not wait for it. */
const snapshotsAtOnce = 2;

function boundedSnapshots(pool: pg.Pool): Database['readSnapshot'] {
  let running = 0;
  return async (read) => {
    if (running === snapshotsAtOnce) throw new SnapshotsBusy('Too many snapshots are being read');
    running += 1;
    try {
      return await readInTransaction(pool, read);
    } finally {
      running -= 1;
    }
  };
}

/** A connection that breaks meanwhile fails this read, and is not reused for the next one. */
async function readInTransaction<Result>(
  pool: pg.Pool,
  read: (query: Database['query']) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // The pool listens to idle clients only, and without a listener a broken connection ends the process. The next query fails.
  const ignore = () => undefined;
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN ${oneMoment}`);
    return await read((sql, values = []) => client.query(sql, values));
  } finally {
    await client.query('ROLLBACK').catch((error: Error) => {
      broken = error;
    });
    client.off('error', ignore);
    client.release(broken);
  }
}

const oneMoment = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';

const statementNames = new Map<string, string>();

/** A named statement is parsed and planned once per connection: worth a third of the throughput when storing webhooks. */
function statementName(sql: string): string {
  const nameOf = () => createHash('sha256').update(sql).digest('base64url').slice(0, 22);
  return keep(statementNames, Number.POSITIVE_INFINITY, sql, nameOf);
}
