import { z } from 'zod';
import type { SealedColumn } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows, readValues } from '../platform/database/read-rows.ts';
import { sealedColumns } from './sealed-columns.ts';

/** One sealed value and its place. */
export interface StoredValue {
  readonly column: SealedColumn;
  readonly rowId: string;
  readonly sealed: string;
}

const valueRow = z.object({ rowId: z.string(), sealed: z.string() });
const sampleSize = 1_000;

/**
 * Some of the sealed values, for trying a key: the service's own secrets, or any other sealed value in a database older
 * than these. Works on tables of any version.
 */
export async function readSample(database: Pick<Database, 'query'>): Promise<readonly StoredValue[]> {
  const places = await readValues(database, z.string())`
    SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()`;
  const { serviceSecret, ...others } = sealedColumns;
  const read = async (columns: readonly SealedColumn[]) => {
    const present = columns.filter(({ table, column }) => places.includes(`${table}.${column}`));
    const values = await Promise.all(present.map((column) => readValuesOf(database, column, `LIMIT ${sampleSize}`)));
    return values.flat();
  };
  const own = await read([serviceSecret]);
  return own.length > 0 ? own : read(Object.values(others));
}

/** Up to a hundred values that begin with the prefix, or that do not, with the next row ids after `after`. */
export async function readNext(
  database: Pick<Database, 'query'>,
  column: SealedColumn,
  { prefix, isPrefixed }: { readonly prefix: string; readonly isPrefixed: boolean },
  after: string,
): Promise<readonly StoredValue[]> {
  const rest = `AND starts_with("${column.column}", $1) = $2::boolean AND "${column.id}"::text > $3
    ORDER BY "${column.id}"::text LIMIT 100`;
  return readValuesOf(database, column, rest, [prefix, isPrefixed, after]);
}

/** @param rest of the statement: conditions, order and limit */
async function readValuesOf(
  database: Pick<Database, 'query'>,
  column: SealedColumn,
  rest: string,
  values?: unknown[],
): Promise<readonly StoredValue[]> {
  const statement = `SELECT "${column.id}"::text AS "rowId", "${column.column}" AS "sealed" FROM "${column.table}"
    WHERE "${column.column}" <> '' ${rest}`;
  const rows = await queryRows(database, valueRow, statement, values);
  return rows.map((row) => ({ column, ...row }));
}

/** @returns false if another process has stored another value in the meantime: that value stays */
export async function replaceValue(
  database: Pick<Database, 'query'>,
  { column, rowId, sealed }: StoredValue,
  replacement: string,
): Promise<boolean> {
  const { rows } = await database.query(
    `UPDATE "${column.table}" SET "${column.column}" = $3 WHERE "${column.id}" = $1 AND "${column.column}" = $2 RETURNING 1`,
    [rowId, sealed, replacement],
  );
  return rows.length > 0;
}
