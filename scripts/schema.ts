import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startPostgresServer } from '../testing/postgres/postgres-server.ts';
import { findSchemaDrift, schemaFile } from './schema/check-schema.ts';
import { dumpSchema } from './schema/dump-schema.ts';
import { openMigrated } from './schema/open-migrated.ts';

/**
 * Writes prisma/schema.sql from the migrations, run on an empty database. `--check` writes nothing, and exits with 1
 * when that file or prisma/schema.prisma differs.
 */
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
const postgres = await startPostgresServer();
const database = await openMigrated(postgres.url('postgres'));
try {
  if (!check) await writeFile(schemaFile, await dumpSchema(database.query));
  const problems = await findSchemaDrift(database);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await database.close();
  await postgres.stop();
}
