import type { Database } from '../../server/platform/database/database.ts';
import { applyMigrations } from '../../server/platform/database/migrate.ts';
import { connectDatabase } from '../../server/platform/database/open.ts';

/**
 * Opens a database without its secrets, and brings its tables up to date.
 * @throws as `connectDatabase`; MigrationFailed
 */
export async function openDatabase(where: Parameters<typeof connectDatabase>[0]): Promise<Database> {
  const database = await connectDatabase(where, 'start');
  try {
    await applyMigrations(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
