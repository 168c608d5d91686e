import { z } from 'zod';
import type { Database, Transaction } from './database.ts';
import { Prisma } from './generated/client.ts';

/** Prisma or a transaction of it; or a way past Prisma, which gives columns as the driver does: see `Database.query`. */
type Client = Pick<Transaction, '$queryRaw'> | Pick<Database, 'query'>;

/**
 * Rows of an SQL statement, each checked and turned into what the caller works with: ``readRows(prisma, row)`SELECT …` ``.
 * What stands in the template's `${}` is sent as a parameter, unless it is a part made by `Prisma.sql` or `Prisma.raw`.
 * @returns what rejects with a ZodError when a row is otherwise: statement and schema contradict each other
 */
export function readRows<Row extends z.ZodType>(client: Client, row: Row) {
  return async (statement: TemplateStringsArray, ...values: readonly unknown[]): Promise<z.output<Row>[]> => {
    if ('$queryRaw' in client) return z.array(row).parse(await client.$queryRaw(statement, ...values));
    const { text, values: parameters } = Prisma.sql(statement, ...values);
    return queryRows(client, row, text, parameters);
  };
}

/**
 * The same for a statement that is put together elsewhere.
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
