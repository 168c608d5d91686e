import type { Difference, LedgerTable } from '../../ledger/compare-tables.ts';
import type { Ledger } from '../../ledger/project-ledger.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { factColumns, orderColumns, refundColumns, subscriptionColumns } from '../columns.ts';
import { dissolveEmptied, ensureCustomers, projectCustomers } from '../customers.ts';
import { deleteRows, upsertRows } from '../rows.ts';
import type { Statement } from '../statements.ts';

/**
 * Makes the tables say what the events say, where they differ. Links, effects and leads stay as they are, and nothing new
 * is asked of Kommo: a fact that had vanished keeps the lead that its effects name and counts as planned.
 */
export async function healLedger(
  transaction: Transaction,
  accountId: string,
  ledger: Ledger,
  statements: ReadonlyMap<string, Statement>,
  differences: readonly Difference[],
): Promise<void> {
  const wrong = (table: LedgerTable) => differences.filter((difference) => difference.table === table);
  const customers = await ensureCustomers(transaction, accountId, [...ledger.customers.keys()]);
  const customerOf = (identity: string | null) => (identity === null ? null : (customers.get(identity)?.id ?? null));

  const successors = await successorsOf(transaction, accountId, wrong('customers'), ledger);
  const heal = async <Value>(
    table: Exclude<LedgerTable, 'customers'>,
    expected: ReadonlyMap<string, Value>,
    columnsOf: (value: Value, key: string) => Readonly<Record<string, unknown>>,
  ) => {
    const rows = new Map<string, Readonly<Record<string, unknown>>>();
    const surplus: string[] = [];
    for (const { key } of wrong(table)) {
      const value = expected.get(key);
      if (value === undefined) surplus.push(key);
      else rows.set(key, columnsOf(value, key));
    }
    await deleteRows(transaction, accountId, table, surplus);
    await upsertRows(transaction, accountId, table, rows);
  };
  await heal('facts', ledger.facts, ({ identity, ...stated }, key) => ({
    ...factColumns(stated),
    eventRowId: statements.get(key)?.eventRowId ?? 0n,
    customerId: customerOf(identity),
  }));
  const missing = wrong('facts').filter(({ kind }) => kind === 'missing');
  await planAsBefore(
    transaction,
    accountId,
    missing.map(({ key }) => key),
  );
  await heal('orders', ledger.orders, ({ identity, ...order }) => ({
    ...orderColumns(order),
    customerId: customerOf(identity),
  }));
  await heal('subscriptions', ledger.subscriptions, ({ identity, ...subscription }) => ({
    ...subscriptionColumns(subscription),
    customerId: customerOf(identity),
  }));
  await heal('refunds', ledger.refunds, refundColumns);
  const changed = wrong('customers').flatMap(({ key }) => customerOf(key) ?? []);
  await projectCustomers(transaction, accountId, changed);
  const left = new Map([...successors].map(([customerId, identity]) => [customerId, customerOf(identity)]));
  await dissolveEmptied(transaction, accountId, left);
}

/** The surplus customers' ids, each with the identity that one of their facts belongs to by the events. */
async function successorsOf(
  transaction: Transaction,
  accountId: string,
  wrong: readonly Difference[],
  ledger: Ledger,
): Promise<ReadonlyMap<string, string | null>> {
  const identities = wrong.filter(({ kind }) => kind === 'surplus').map(({ key }) => key);
  const surplus = await transaction.customer.findMany({
    where: { accountId, identity: { in: identities } },
    select: { id: true },
  });
  const successors = new Map<string, string | null>();
  for (const { id } of surplus) {
    const theirs = await transaction.fact.findMany({ where: { accountId, customerId: id }, select: { factKey: true } });
    const heirs = theirs.map(({ factKey }) => ledger.facts.get(factKey)?.identity ?? null);
    successors.set(id, heirs.find((identity) => identity !== null) ?? null);
  }
  return successors;
}

/** A fact that comes back was planned in its first life: what it asked of Kommo stands in its effects. */
async function planAsBefore(transaction: Transaction, accountId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "facts" f SET "planned_at" = now(), "lead_id" = (
      SELECT e."lead_id" FROM "effects" e WHERE e."account_id" = f."account_id" AND e."fact_key" = f."fact_key"
      ORDER BY e."created_at" LIMIT 1)
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = ANY(${keys}::text[])`;
}
