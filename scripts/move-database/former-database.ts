import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { clusterFolder, formerFolder } from '../../server/platform/embedded-postgres/cluster.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../server/platform/embedded-postgres/embedded-postgres.ts';
import { controlFileFor64Bits } from './control-file.ts';

/**
 * Opens a copy of the database that earlier versions kept in `dataDir`, in a new folder `copyDir`. They ran Postgres 18
 * built for 32 bits, which wrote the same files but for one flag and for how the catalog says that values of 8 bytes are
 * passed. Expressions in its catalog, of views and indexes, still hold values the former way, so the copy is only
 * good for reading whole tables.
 * @throws EmbeddedDatabaseFailed
 */
export async function openFormer(dataDir: string, copyDir: string): Promise<EmbeddedPostgres> {
  const copy = clusterFolder(copyDir);
  await mkdir(copyDir, { mode: 0o700 });
  await cp(formerFolder(dataDir), copy, { recursive: true });
  await rm(join(copy, 'postmaster.pid'), { force: true });
  const control = join(copy, 'global/pg_control');
  await writeFile(control, controlFileFor64Bits(await readFile(control)));
  // The folder above is closed to others.
  await writeFile(join(copy, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.1/32 trust\n');
  // Vacuum evaluates expressions.
  await writeFile(join(copy, 'postgresql.auto.conf'), 'autovacuum = off\n');
  await writeFile(join(copy, 'service.password'), 'none');
  const unchanged = await startEmbedded(copyDir);
  await passByValue(unchanged.url).finally(unchanged.close);
  return startEmbedded(copyDir);
}

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/catalog/pg_type.dat: FLOAT8PASSBYVAL */
const passedByValue = `'int8', 'float8', 'money', 'time', 'timestamp', 'timestamptz', 'pg_lsn', 'xid8'`;

async function passByValue(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`
      SET allow_system_table_mods = on;
      UPDATE pg_type t SET typbyval = true WHERE typlen = 8 AND (
        (typnamespace = 'pg_catalog'::regnamespace AND typname IN (${passedByValue}))
        OR typbasetype IN (SELECT oid FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typname IN (${passedByValue})));
      UPDATE pg_attribute SET attbyval = true
        WHERE attlen = 8 AND atttypid IN (SELECT oid FROM pg_type WHERE typlen = 8 AND typbyval);
      UPDATE pg_class SET relhasindex = false WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`);
  } finally {
    await client.end();
  }
}
