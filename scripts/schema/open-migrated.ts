import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Database } from '../../server/database/database.ts';
import { inMemory, openEmbedded } from '../../server/database/embedded.ts';
import { applyMigrations } from '../../server/database/migrate.ts';

export interface MigratedDatabase {
  readonly query: Database['query'];
  readonly adapter: SqlMigrationAwareDriverAdapterFactory;
  readonly close: () => Promise<void>;
}

/** An embedded database in memory that nothing but the migrations has touched. */
export async function openMigrated(): Promise<MigratedDatabase> {
  const { pglite } = await openEmbedded(inMemory);
  const query: Database['query'] = async (sql, values = []) => pglite.query(sql, values);
  await applyMigrations({ query, runScript: async (sql) => void (await pglite.exec(sql)) });
  return { query, adapter: new PrismaPGlite(pglite), close: () => pglite.close() };
}
