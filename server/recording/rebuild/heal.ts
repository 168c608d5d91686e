import type { Difference, LedgerRows, LedgerTable, Row } from '../../ledger/compare-tables.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { dissolveEmptied, ensureCustomers, projectCustomers } from '../customers.ts';
import { deleteRows, upsertRows } from '../rows.ts';
import type { Statement } from '../statements.ts';

/**
 * Repairs the rows that differ from the events. Links, effects and leads stay as they are, and no effect is planned: a
 * restored fact gets the lead of its effects and counts as planned.
 */
export async function healLedger(
  transaction: Transaction,
  accountId: string,
  expected: LedgerRows,
  statements: ReadonlyMap<string, Statement>,
  differences: readonly Difference[],
): Promise<void> {
  const wrong = Map.groupBy(differences, ({ table }) => table);
  const customers = await ensureCustomers(transaction, accountId, [...expected.customers.keys()]);
  const customerOf = (identity: string | null) => (identity === null ? null : (customers.get(identity)?.id ?? null));
  const successors = await successorsOf(transaction, accountId, wrong.get('customers') ?? [], expected);
  for (const table of ['facts', 'orders', 'subscriptions', 'refunds'] as const) {
    const surplus: string[] = [];
    const rows = new Map<string, Row>();
    for (const { key } of wrong.get(table) ?? []) {
      const row = expected[table].get(key);
      if (row === undefined) surplus.push(key);
      else rows.set(key, columnsOf(table, key, row));
    }
    await deleteRows(transaction, accountId, table, surplus);
    await upsertRows(transaction, accountId, table, rows);
  }
  const missing = (wrong.get('facts') ?? []).flatMap(({ kind, key }) => (kind === 'missing' ? [key] : []));
  await planAsBefore(transaction, accountId, missing);
  const changed = (wrong.get('customers') ?? []).flatMap(({ key }) => customerOf(key) ?? []);
  await projectCustomers(transaction, accountId, changed);
  const left = new Map([...successors].map(([customerId, identity]) => [customerId, customerOf(identity)]));
  await dissolveEmptied(transaction, accountId, left);

  function columnsOf(table: LedgerTable, key: string, { identity, ...row }: Row): Row {
    const owned = identity === undefined ? row : { ...row, customerId: customerOf(identity) };
    return table === 'facts' ? { ...owned, eventRowId: statements.get(key)?.eventRowId ?? 0n } : owned;
  }
}

/** The surplus customers' ids, each with the identity that the events give to one of their facts. */
async function successorsOf(
  transaction: Transaction,
  accountId: string,
  wrong: readonly Difference[],
  expected: LedgerRows,
): Promise<ReadonlyMap<string, string | null>> {
  const identities = wrong.filter(({ kind }) => kind === 'surplus').map(({ key }) => key);
  const surplus = await transaction.customer.findMany({
    where: { accountId, identity: { in: identities } },
    select: { id: true },
  });
  const successors = new Map<string, string | null>();
  for (const { id } of surplus) {
    const theirs = await transaction.fact.findMany({ where: { accountId, customerId: id }, select: { factKey: true } });
    const heirs = theirs.map(({ factKey }) => expected.facts.get(factKey)?.identity ?? null);
    successors.set(id, heirs.find((identity) => identity !== null) ?? null);
  }
  return successors;
}

/** A restored fact was planned before: its effects still exist. */
async function planAsBefore(transaction: Transaction, accountId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "facts" f SET "planned_at" = now(), "lead_id" = (
      SELECT e."lead_id" FROM "effects" e WHERE e."account_id" = f."account_id" AND e."fact_key" = f."fact_key"
      ORDER BY e."created_at" LIMIT 1)
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = ANY(${keys}::text[])`;
}
