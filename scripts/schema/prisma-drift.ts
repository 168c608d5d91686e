import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

const prismaSchema = join(import.meta.dirname, '../../prisma/schema.prisma');

/**
 * The result of `prisma migrate diff`, from its own engine: the SQL that would turn the database into schema.prisma;
 * null when they agree. The command would download the engine as a separate program. It sees no partial index, index of
 * an expression or CHECK constraint.
 */
export async function prismaDrift(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<string | null> {
  const files = [{ path: prismaSchema, content: await readFile(prismaSchema, 'utf8') }];
  const noLog = () => undefined;
  using engine = await SchemaEngine.new({ datamodels: undefined }, noLog, bindMigrationAwareSqlAdapterFactory(adapter));
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? null : (stdout ?? '').trim();
}
