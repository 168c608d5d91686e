import type { Transaction } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/client.ts';

const keys = {
  facts: 'fact_key',
  orders: 'order_id',
  subscriptions: 'subscription_id',
  refunds: 'refund_key',
} as const;

/**
 * Inserts rows of one table of the ledger, and updates those that are there, in one statement: recording a backlog is
 * mostly the cost of its statements. Postgres reads each column as its type from the rows' JSON, money from its decimal
 * string.
 * @param rows by the names of Prisma's fields, without the account; all of them have the same fields
 */
export async function upsertRows(
  transaction: Transaction,
  accountId: string,
  table: keyof typeof keys,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).map(columnOf);
  const named = Prisma.raw(columns.map((column) => `"${column}"`).join(', '));
  const update = Prisma.raw(columns.map((column) => `"${column}" = excluded."${column}"`).join(', '));
  const json = JSON.stringify(rows.map(asRow));
  await transaction.$executeRaw`
    INSERT INTO ${Prisma.raw(`"${table}"`)} ("account_id", ${named})
    SELECT ${accountId}::uuid, ${named} FROM jsonb_populate_recordset(NULL::${Prisma.raw(`"${table}"`)}, ${json}::jsonb)
    ON CONFLICT ("account_id", ${Prisma.raw(`"${keys[table]}"`)}) DO UPDATE SET ${update}`;
}

function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function asRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [columnOf(field), jsonOf(value)]));
}

function jsonOf(value: unknown): unknown {
  if (value === Prisma.DbNull) return null;
  return typeof value === 'bigint' ? String(value) : value;
}
