import type { Transaction } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { inChunks } from '../platform/runtime/chunks.ts';

const keys = {
  facts: 'fact_key',
  orders: 'order_id',
  subscriptions: 'subscription_id',
  refunds: 'refund_key',
} as const;

type KeyedTable = keyof typeof keys;
type Columns = Readonly<Record<string, unknown>>;

const tableOf = (table: KeyedTable) => Prisma.raw(`"${table}"`);
const keyOf = (table: KeyedTable) => Prisma.raw(`"${keys[table]}"`);

/**
 * Inserts or updates rows of one table of the ledger, many in one statement: a backlog costs mostly the number of its
 * statements. Postgres reads each column as its type from the rows' JSON, money from its decimal string.
 * @param rows by key; columns by the names of Prisma's fields, without the account; all rows have the same columns
 */
export async function upsertRows(
  transaction: Transaction,
  accountId: string,
  table: KeyedTable,
  rows: ReadonlyMap<string, Columns>,
): Promise<void> {
  for (const chunk of inChunks([...rows], rowsPerStatement)) await upsertSome(transaction, accountId, table, chunk);
}

/** A rebuild may write every row of an account, which is more than one JSON text or one statement can hold. */
const rowsPerStatement = 1_000;

async function upsertSome(
  transaction: Transaction,
  accountId: string,
  table: KeyedTable,
  rows: readonly (readonly [string, Columns])[],
): Promise<void> {
  const [[, first] = []] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).map((field) => `"${columnOf(field)}"`);
  const named = Prisma.raw(columns.join(', '));
  const update = Prisma.raw(columns.map((column) => `${column} = excluded.${column}`).join(', '));
  const json = JSON.stringify(rows.map(([key, row]) => ({ [keys[table]]: key, ...asRow(row) })));
  await transaction.$executeRaw`
    INSERT INTO ${tableOf(table)} ("account_id", ${keyOf(table)}, ${named})
    SELECT ${accountId}::uuid, ${keyOf(table)}, ${named} FROM jsonb_populate_recordset(NULL::${tableOf(table)}, ${json}::jsonb)
    ON CONFLICT ("account_id", ${keyOf(table)}) DO UPDATE SET ${update}`;
}

/**
 * Stores the customers of rows. Rows that have the right customer are not updated, so that their triggers do not run.
 * @param owners customer ids by the rows' keys
 */
export async function assignRows(
  transaction: Transaction,
  accountId: string,
  table: Exclude<KeyedTable, 'refunds'>,
  owners: ReadonlyMap<string, string | null>,
): Promise<void> {
  if (owners.size === 0) return;
  await transaction.$executeRaw`
    UPDATE ${tableOf(table)} t SET "customer_id" = m."customer_id"
    FROM unnest(${[...owners.keys()]}::text[], ${[...owners.values()]}::uuid[]) AS m("key", "customer_id")
    WHERE t."account_id" = ${accountId}::uuid AND t.${keyOf(table)} = m."key"
      AND t."customer_id" IS DISTINCT FROM m."customer_id"`;
}

export async function deleteRows(
  transaction: Transaction,
  accountId: string,
  table: KeyedTable,
  ofKeys: readonly string[],
): Promise<void> {
  if (ofKeys.length === 0) return;
  await transaction.$executeRaw`
    DELETE FROM ${tableOf(table)} WHERE "account_id" = ${accountId}::uuid AND ${keyOf(table)} = ANY(${ofKeys}::text[])`;
}

function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function asRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [columnOf(field), typeof value === 'bigint' ? String(value) : value]),
  );
}
