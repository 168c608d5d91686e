import pg from 'pg';
import { hour, minute, second } from '../time/units.ts';

/**
 * ms that Postgres works on one statement before it cancels it. Without a limit a statement goes on in the database after
 * its caller has given up, and a caller that tries again adds another.
 */
export const statementLimits = {
  /** requests, webhooks, the account's job and the queue */
  usual: 30 * second,
  /** an export reads an account's largest tables, each by one statement for a page */
  snapshot: 10 * minute,
  /** a command of the operator's, such as `rebuild-ledger`: it reads a whole ledger, and the operator watches it */
  command: hour,
  /** a migration may build an index for long; canceled, it would be begun again by the next start, and canceled again */
  script: 0,
} as const;

/** ms that a statement waits for another transaction's lock; shorter than its own limit, so that both can be told apart */
const lockLimit = 10 * second;
/** ms that the client waits longer than Postgres works: it gives up only on a connection that no longer answers. */
const graceOfClient = 5 * second;
/** ms, the most that a timer takes */
const longestTimer = 2 ** 31 - 1;

interface PoolOptions {
  readonly max: number;
  readonly statementLimit: number;
  /** where a transaction may allow itself more by `allowStatements` */
  readonly longestStatement?: number;
}

/** Connections with a limit for each statement. */
export function createPool(databaseUrl: string, options: PoolOptions): pg.Pool {
  const { max, statementLimit, longestStatement = statementLimit } = options;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    // Longer than the 10 s after which an open settings page polls again: a new connection plans every statement again.
    idleTimeoutMillis: minute,
    // A webhook must be refused while FastSpring still waits, so no request waits long for a database that is down.
    connectionTimeoutMillis: 3_000,
    query_timeout: longestStatement === 0 ? longestTimer : longestStatement + graceOfClient,
    keepAlive: true,
    // As a statement: poolers refuse connections that ask for it when they begin.
    onConnect: async (client) => {
      await limitStatements(client, statementLimit);
      if (statementLimit <= statementLimits.usual && statementLimit > 0) await client.query(oneProcess);
    },
  });
  // An idle connection that breaks (database restarted) is replaced by the pool; without a listener it ends the process.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Starting helpers costs a short statement more than it takes, and without statistics Postgres would start them for tables
 * that it thinks are large.
 */
const oneProcess = 'SET max_parallel_workers_per_gather = 0';

/** @param limit ms; 0 for none, and then none for locks either */
export async function limitStatements(client: pg.ClientBase, limit: number): Promise<void> {
  const limitOfLocks = limit > statementLimits.usual || limit === 0 ? 0 : lockLimit;
  await client.query(`SET statement_timeout = ${limit}; SET lock_timeout = ${limitOfLocks}`);
}

/** ms, the most that a transaction of the service may allow itself */
export const longestOfTransaction = 2 * minute;
