import { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
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
  const characters = watchCharacters(pool);
  const query: Database['query'] = async (sql, values = []) => pool.query(sql, values);
  await applyMigrations({ query, runScript: async (sql) => void (await pool.query(sql)) });
  return { query, adapter: withCharacters(new PrismaPg(pool), characters), close: () => pool.end() };
}

/**
 * Prisma's adapter refuses the catalog's type: https://github.com/prisma/orm/issues/27403. So it is shown another one.
 * @returns which columns of the last result have the catalog's type; there is one connection, and no query beside another
 */
function watchCharacters(pool: pg.Pool): () => readonly boolean[] {
  let last: readonly boolean[] = [];
  pool.on('connect', (client) => {
    connectionSchema.parse(client).connection.prependListener('rowDescription', (description: unknown) => {
      const { fields } = descriptionSchema.parse(description);
      last = fields.map(({ dataTypeID }) => dataTypeID === catalogChar);
      for (const field of fields) if (field.dataTypeID === catalogChar) field.dataTypeID = char;
    });
  });
  return () => last;
}

/** Prisma's engine, in turn, expects a character in these columns, and no text. */
function withCharacters(
  factory: SqlMigrationAwareDriverAdapterFactory,
  characters: () => readonly boolean[],
): SqlMigrationAwareDriverAdapterFactory {
  const wrap = (adapter: SqlDriverAdapter): SqlDriverAdapter =>
    Object.create(adapter, {
      queryRaw: {
        value: async (query: SqlQuery) => {
          const result = await adapter.queryRaw(query);
          const isCharacter = characters();
          const columnTypes = result.columnTypes.map((type, at) => (isCharacter[at] ? ColumnTypeEnum.Character : type));
          return { ...result, columnTypes };
        },
      },
    });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => wrap(await factory.connect()),
    connectToShadowDb: async () => wrap(await factory.connectToShadowDb()),
  };
}
