import { z } from 'zod';
import type { Database, Transaction } from './database.ts';
import { Prisma } from './generated/client.ts';

/** Prisma, a transaction, or a query past Prisma, which returns columns as the driver does: see `Database.query`. */
type Client = Pick<Transaction, '$queryRaw'> | Pick<Database, 'query'>;

type Statement = [text: TemplateStringsArray, ...values: readonly unknown[]];

/** Identifiers of Kommo and counts: an int8 comes as `bigint` through Prisma, and as text past it. */
export const int8 = z.coerce.number();

/**
 * Rows of an SQL statement, each parsed by a schema: ``readRows(prisma, row)`SELECT …` ``.
 * Values in the template's `${}` are sent as parameters, except for parts made by `Prisma.sql` or `Prisma.raw`.
 * @throws ZodError when a row does not fit the schema: statement and schema contradict each other
 */
export function readRows<Row extends z.ZodType>(client: Client, row: Row) {
  return async (...[statement, ...values]: Statement): Promise<z.output<Row>[]> => {
    if ('$queryRaw' in client) return z.array(row).parse(await client.$queryRaw(statement, ...values));
    const { text, values: parameters } = Prisma.sql(statement, ...values);
    return queryRows(client, row, text, parameters);
  };
}

/** The same for a statement with at most one row. */
export function readRow<Row extends z.ZodType>(client: Client, row: Row) {
  return async (...statement: Statement): Promise<z.output<Row> | undefined> =>
    (await readRows(client, row)(...statement))[0];
}

/** The same for a statement with one column: its values. */
export function readValues<Value extends z.ZodType>(client: Client, value: Value) {
  return async (...statement: Statement): Promise<z.output<Value>[]> =>
    (await readRows(client, z.record(z.string(), value))(...statement)).flatMap((row) => Object.values(row));
}

/**
 * The same for a statement text that is assembled elsewhere.
 * @param text constant, with `$1` for the first value
 */
export async function queryRows<Row extends z.ZodType>(
  database: Pick<Database, 'query'>,
  row: Row,
  text: string,
  values?: unknown[],
): Promise<z.output<Row>[]> {
  const { rows } = await database.query(text, values);
  return z.array(row).parse(rows);
}
