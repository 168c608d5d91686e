import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dumpSchema } from './dump-schema.ts';
import type { MigratedDatabase } from './open-migrated.ts';
import { prismaDrift } from './prisma-drift.ts';

export const schemaFile = join(import.meta.dirname, '../../prisma/schema.sql');

/** The places where prisma/schema.sql and prisma/schema.prisma differ from the migrations; empty when both agree. */
export async function findSchemaDrift({ query, adapter }: MigratedDatabase): Promise<readonly string[]> {
  const problems: string[] = [];
  if ((await dumpSchema(query)) !== (await readFile(schemaFile, 'utf8'))) {
    problems.push('prisma/schema.sql is not what the migrations make. Run npm run schema, and commit what it writes.');
  }
  const drift = await prismaDrift(adapter);
  if (drift !== null) {
    problems.push(
      `prisma/schema.prisma is not what the migrations make. Unless it is wrong, this migration is missing:\n${drift}`,
    );
  }
  return problems;
}
