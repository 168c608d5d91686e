import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from './database.ts';
import { readRows } from './read-rows.ts';

const migrationsFolder = join(import.meta.dirname, '../../../prisma/migrations');

export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Applies the migrations that the database does not have yet, each with its bookkeeping in one transaction. It keeps
 * `_prisma_migrations` like `prisma migrate deploy` (https://www.prisma.io/docs/orm/prisma-migrate), so that either can
 * be used. Processes that start together wait for each other.
 * @param names of the wanted ones; all by default
 * @throws MigrationFailed
 */
export async function applyMigrations(
  database: Pick<Database, 'query' | 'runScript'>,
  names?: ReadonlySet<string>,
): Promise<void> {
  await database.runScript(underLock(createTable));
  const migrations = await readMigrations();
  // Most starts find all of them applied, and need not send their scripts.
  const applied = new Set((await readApplied(database)).map((row) => row.migration_name));
  for (const migration of migrations) {
    if (names?.has(migration.name) === false || applied.has(migration.name)) continue;
    try {
      await database.runScript(underLock(applyOnce(migration)));
    } catch (cause) {
      throw new MigrationFailed(`Migration ${migration.name} failed; the database is as before it.`, { cause });
    }
  }
  await refuseForeignHistory(database, migrations);
}

async function readMigrations(): Promise<readonly Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** 72707369 is the number under which `prisma migrate` takes its own advisory lock: the two exclude each other. */
function underLock(script: string): string {
  return `BEGIN; SELECT pg_advisory_xact_lock(72707369); ${script}; COMMIT;`;
}

const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" varchar(36) PRIMARY KEY NOT NULL, "checksum" varchar(64) NOT NULL, "finished_at" timestamptz,
  "migration_name" varchar(255) NOT NULL, "logs" text, "rolled_back_at" timestamptz,
  "started_at" timestamptz NOT NULL DEFAULT now(), "applied_steps_count" integer NOT NULL DEFAULT 0)`;

/** The check and the migration are in one block, because another process may have applied it while we waited. */
function applyOnce({ name, sql, checksum }: Migration): string {
  return `DO $once$ BEGIN
    IF NOT EXISTS (SELECT FROM "_prisma_migrations" WHERE "migration_name" = '${name}' AND "rolled_back_at" IS NULL) THEN
      EXECUTE $migration$${sql}$migration$;
      INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count")
      VALUES ('${randomUUID()}', '${checksum}', now(), '${name}', 1);
    END IF;
  END $once$`;
}

const appliedRow = z.object({ migration_name: z.string(), finished_at: z.unknown() });

/** Those that an interruption left unfinished are among them. */
function readApplied(database: Pick<Database, 'query'>) {
  return readRows(database, appliedRow)`
    SELECT "migration_name", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`;
}

/** An older program must not use a newer database, and no program one with an interrupted migration. */
async function refuseForeignHistory(
  database: Pick<Database, 'query'>,
  migrations: readonly Migration[],
): Promise<void> {
  const known = new Set(migrations.map((migration) => migration.name));
  for (const row of await readApplied(database)) {
    if (row.finished_at === null)
      throw new MigrationFailed(`Migration ${row.migration_name} was begun and not finished.`);
    if (!known.has(row.migration_name)) {
      throw new MigrationFailed(
        `The database has migration ${row.migration_name}, which this version does not know. Start the newer version.`,
      );
    }
  }
}
