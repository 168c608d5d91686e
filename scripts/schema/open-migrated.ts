import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Database } from '../../server/platform/database/database.ts';
import { inMemory, openEmbedded } from '../../server/platform/database/embedded.ts';
import { applyMigrations } from '../../server/platform/database/migrate.ts';

export interface MigratedDatabase {
  readonly query: Database['query'];
  readonly adapter: SqlMigrationAwareDriverAdapterFactory;
  readonly close: () => Promise<void>;
}

/** An embedded database with nothing but the migrations: in memory, or in a folder that holds one. */
export async function openMigrated(dataDir = inMemory): Promise<MigratedDatabase> {
  const { pglite, release } = await openEmbedded(dataDir);
  const query: Database['query'] = async (sql, values = []) => pglite.query(sql, values);
  await applyMigrations({ query, runScript: async (sql) => void (await pglite.exec(sql)) });
  return { query, adapter: new PrismaPGlite(pglite), close: () => pglite.close().finally(release) };
}
