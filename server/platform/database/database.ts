import type { ConstructorOptions } from 'pg-boss';
import type { PrismaClient } from './generated/client.ts';
import type { Listener, Listening } from './listen.ts';

/** One way in for both engines: Postgres at `databaseUrl`, or Postgres embedded in this process, kept in `dataDir`. */
export interface Database {
  readonly engine: 'postgres' | 'embedded';
  readonly prisma: PrismaClient;
  /**
   * One SQL statement past Prisma, for what is measured or what Prisma cannot say. Its text must be constant, because
   * it is prepared once per connection. The embedded engine has one connection: there it waits for an open transaction.
   */
  readonly query: (sql: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  /**
   * Reads what is stored at one moment, with however many statements. Holds one connection while it goes on.
   * @throws SnapshotsBusy at once when as many as may be are under way
   */
  readonly readSnapshot: <Result>(read: (query: Database['query']) => Promise<Result>) => Promise<Result>;
  /** Hears what any process announces by NOTIFY on the channel, from its first `onGap` on. */
  readonly listen: (channel: string, listener: Listener) => Listening;
  /** several statements without parameters in one call */
  readonly runScript: (sql: string) => Promise<void>;
  /** how the job queue reaches the same database */
  readonly queue: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString'>;
  readonly close: () => Promise<void>;
}

export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
