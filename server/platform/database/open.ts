import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { joinEmbedded, startEmbedded } from '../embedded-postgres/embedded-postgres.ts';
import { keep } from '../runtime/keep.ts';
import type { Database } from './database.ts';
import { SnapshotsBusy } from './failures.ts';
import { PrismaClient } from './generated/client.ts';
import { listenOnPostgres } from './listen.ts';
import { createPool, longestOfTransaction, statementLimits } from './pools.ts';

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
  const statementLimit = access === 'join' ? statementLimits.command : statementLimits.usual;
  if (databaseUrl !== undefined) return openPostgres(databaseUrl, statementLimit);
  const embedded = await (access === 'join' ? joinEmbedded(dataDir) : startEmbedded(dataDir));
  const database = openPostgres(embedded.url, statementLimit);
  return { ...database, engine: 'embedded', close: () => database.close().finally(embedded.close) };
}

function openPostgres(databaseUrl: string, statementLimit: number): Database {
  const longestStatement = Math.max(statementLimit, longestOfTransaction);
  const pool = createPool(databaseUrl, { max: 10, statementLimit, longestStatement });
  // Storing a webhook must not wait until a job's transaction frees its connection.
  const statements = createPool(databaseUrl, { max: 6, statementLimit });
  const snapshotLimit = Math.max(statementLimit, statementLimits.snapshot);
  const snapshots = createPool(databaseUrl, { max: snapshotsAtOnce, statementLimit: snapshotLimit });
  const scripts = createPool(databaseUrl, { max: 1, statementLimit: statementLimits.script });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    engine: 'postgres',
    prisma,
    query: async (sql, values = []) => statements.query({ text: sql, values, name: statementName(sql) }),
    readSnapshot: boundedSnapshots(snapshots),
    listen: (channel, listener) => listenOnPostgres(databaseUrl, channel, listener),
    runScript: async (sql) => void (await scripts.query(sql)),
    // Separate connections, because it keeps one open for notifications.
    queue: { connectionString: databaseUrl, options: `-c statement_timeout=${statementLimits.usual}` },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool, statements, snapshots, scripts].map((each) => each.end()));
    },
  };
}

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
