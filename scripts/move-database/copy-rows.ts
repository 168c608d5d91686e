import pg from 'pg';
import { z } from 'zod';

const rowsAtOnce = 200;

const nameRows = z.array(z.object({ name: z.string() }));
const columnRows = z.array(z.object({ column: z.string() }));
const lineRows = z.array(z.object({ line: z.string() }));
const sequenceRows = z.array(z.object({ last: z.string(), isCalled: z.boolean() }));
const sumRows = z.array(z.object({ rows: z.number(), sum: z.string().nullable() }));

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/**
 * Copies every row and the state of every sequence from one database to another with the same tables, and compares the
 * two. All or nothing. Asks the former one for its tables' rows alone: it cannot read its views.
 * @throws Error when a table differs
 */
export async function copyRows(fromUrl: string, toUrl: string): Promise<readonly CopiedTable[]> {
  const [from, to] = [new pg.Client(fromUrl), new pg.Client(toUrl)];
  await Promise.all([from.connect(), to.connect()]);
  try {
    await from.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Without triggers and foreign keys: the rows have passed them.
    await to.query('BEGIN; SET LOCAL session_replication_role = replica');
    const copied: CopiedTable[] = [];
    for (const table of await listTables(to)) {
      await copyTable(from, to, table);
      copied.push({ table, rows: await compare(from, to, table) });
    }
    await copySequences(from, to);
    await to.query('COMMIT');
    return copied;
  } finally {
    await Promise.all([from.end(), to.end()]);
  }
}

async function listTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  return nameRows.parse(rows).map(({ name }) => name);
}

/** A row travels as the text of its whole record, which any type survives. */
async function copyTable(from: pg.Client, to: pg.Client, table: string): Promise<void> {
  const { rows } = await to.query(
    `SELECT quote_ident(attname) AS column FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  const columns = columnRows.parse(rows).map(({ column }) => column);
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${columns.map((column) => `(record).${column}`).join(', ')}
    FROM (SELECT line::${table} AS record FROM unnest($1::text[]) line OFFSET 0) records`;
  // Written by the migrations.
  await to.query(`DELETE FROM ${table}`);
  await from.query(`DECLARE lines CURSOR FOR SELECT t::text AS line FROM ${table} t`);
  for (;;) {
    const lines = lineRows.parse((await from.query(`FETCH ${rowsAtOnce} FROM lines`)).rows).map(({ line }) => line);
    if (lines.length === 0) break;
    await to.query(insert, [lines]);
  }
  await from.query('CLOSE lines');
}

async function compare(from: pg.Client, to: pg.Client, table: string): Promise<number> {
  const sql = `SELECT count(*)::int AS rows, md5(string_agg(sum, '' ORDER BY sum)) AS sum
    FROM (SELECT md5(t::text) AS sum FROM ${table} t) sums`;
  const [before, after] = await Promise.all(
    [from, to].map(async (client) => sumRows.parse((await client.query(sql)).rows)[0]),
  );
  if (before?.rows !== after?.rows || before?.sum !== after?.sum) {
    throw new Error(`The rows of ${table} were not copied as they are. Nothing is changed.`);
  }
  return after?.rows ?? 0;
}

async function copySequences(from: pg.Client, to: pg.Client): Promise<void> {
  const { rows } = await to.query(
    `SELECT quote_ident(sequencename) AS name FROM pg_sequences WHERE schemaname = 'public'`,
  );
  for (const { name } of nameRows.parse(rows)) {
    const state = await from.query(`SELECT last_value::text AS last, is_called AS "isCalled" FROM ${name}`);
    for (const { last, isCalled } of sequenceRows.parse(state.rows)) {
      await to.query('SELECT setval($1::regclass, $2::bigint, $3)', [name, last, isCalled]);
    }
  }
}
