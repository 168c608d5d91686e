import { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { z } from 'zod';
import type { Database } from '../../server/platform/database/database.ts';
import { applyMigrations } from '../../server/platform/database/migrate.ts';

export interface MigratedDatabase {
  readonly query: Database['query'];
  readonly adapter: SqlMigrationAwareDriverAdapterFactory;
  readonly close: () => Promise<void>;
}

/** Numbers of types: `"char"`, which only the catalog uses, and `char`. */
const [catalogChar, char] = [18, 1042];

const connectionSchema = z.object({ connection: z.instanceof(EventEmitter) });
const descriptionSchema = z.object({ fields: z.array(z.custom<{ dataTypeID: number }>((value) => value !== null)) });

/** The database at `url`, with nothing but the migrations, over one connection. */
export async function openMigrated(url: string): Promise<MigratedDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  // Prisma's adapter refuses the catalog's type: https://github.com/prisma/orm/issues/27403
  pool.on('connect', describeAsChar);
  const query: Database['query'] = async (sql, values = []) => pool.query(sql, values);
  await applyMigrations({ query, runScript: async (sql) => void (await pool.query(sql)) });
  return { query, adapter: new PrismaPg(pool), close: () => pool.end() };
}

function describeAsChar(client: pg.PoolClient): void {
  connectionSchema.parse(client).connection.prependListener('rowDescription', (description: unknown) => {
    for (const field of descriptionSchema.parse(description).fields) {
      if (field.dataTypeID === catalogChar) field.dataTypeID = char;
    }
  });
}
