import type { ConstructorOptions } from 'pg-boss';
import type { PrismaClient } from './generated/client.ts';
import type { Listener, Listening } from './listen.ts';

/** A Postgres: at `databaseUrl`, or the embedded one in `dataDir`. */
export interface Database {
  readonly engine: 'postgres' | 'embedded';
  readonly prisma: PrismaClient;
  /**
   * One SQL statement without Prisma, where speed was measured or Prisma cannot express it. Its text must be constant,
   * because it is prepared once per connection.
   */
  readonly query: (sql: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  /**
   * Reads the data of one moment, with any number of statements. Holds one connection meanwhile.
   * @throws SnapshotsBusy immediately if the maximum number of snapshots is being read
   */
  readonly readSnapshot: <Result>(read: (query: Database['query']) => Promise<Result>) => Promise<Result>;
  /** Receives what any process announces by NOTIFY on the channel, from its first `onGap` on. */
  readonly listen: (channel: string, listener: Listener) => Listening;
  /** several statements without parameters in one call, however long they take */
  readonly runScript: (sql: string) => Promise<void>;
  /** how the job queue reaches the same database */
  readonly queue: Pick<ConstructorOptions, 'connectionString' | 'options'>;
  readonly close: () => Promise<void>;
}

export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
