import type { Difference, LedgerTable } from '../../ledger/compare-tables.ts';
import type { Ledger } from '../../ledger/project-ledger.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { factColumns, orderColumns, refundColumns, subscriptionColumns } from '../columns.ts';
import { dissolveEmptied, ensureCustomers, projectCustomers } from '../customers.ts';
import type { StatedByEvent } from './statements.ts';

/**
 * Makes the tables say what the events say, where they differ. Links, effects and leads stay as they are, and nothing new
 * is asked of Kommo: a fact that had vanished keeps the lead that its effects name and counts as planned.
 */
export async function healLedger(
  transaction: Transaction,
  accountId: string,
  ledger: Ledger,
  statements: ReadonlyMap<string, StatedByEvent>,
  differences: readonly Difference[],
): Promise<void> {
  const wrong = (table: LedgerTable) => differences.filter((difference) => difference.table === table);
  const customers = await ensureCustomers(transaction, accountId, [...ledger.customers.keys()]);
  const customerOf = (identity: string | null) => (identity === null ? null : (customers.get(identity)?.id ?? null));

  const successors = await successorsOf(transaction, accountId, wrong('customers'), ledger);
  for (const { key, kind } of wrong('facts')) {
    const stated = ledger.facts.get(key);
    const where = { accountId_factKey: { accountId, factKey: key } };
    if (stated === undefined) await transaction.fact.delete({ where });
    else {
      const eventRowId = statements.get(key)?.eventRowId ?? 0n;
      const columns = { ...factColumns(stated), eventRowId, customerId: customerOf(stated.identity) };
      const planned = kind === 'missing' ? await plannedBefore(transaction, accountId, key) : {};
      await transaction.fact.upsert({
        where,
        create: { accountId, factKey: key, ...columns, ...planned },
        update: columns,
      });
    }
  }
  for (const { key } of wrong('orders')) {
    const order = ledger.orders.get(key);
    const where = { accountId_orderId: { accountId, orderId: key } };
    if (order === undefined) await transaction.order.delete({ where });
    else {
      const columns = { ...orderColumns(order), customerId: customerOf(order.identity) };
      await transaction.order.upsert({ where, create: { accountId, orderId: key, ...columns }, update: columns });
    }
  }
  for (const { key } of wrong('subscriptions')) {
    const subscription = ledger.subscriptions.get(key);
    const where = { accountId_subscriptionId: { accountId, subscriptionId: key } };
    if (subscription === undefined) await transaction.subscription.delete({ where });
    else {
      const columns = { ...subscriptionColumns(subscription), customerId: customerOf(subscription.identity) };
      const create = { accountId, subscriptionId: key, ...columns };
      await transaction.subscription.upsert({ where, create, update: columns });
    }
  }
  for (const { key } of wrong('refunds')) {
    const refund = ledger.refunds.get(key);
    const where = { accountId_refundKey: { accountId, refundKey: key } };
    if (refund === undefined) await transaction.refund.delete({ where });
    else {
      const columns = refundColumns(refund);
      await transaction.refund.upsert({ where, create: { accountId, refundKey: key, ...columns }, update: columns });
    }
  }
  const told = wrong('customers').flatMap(({ key }) => customerOf(key) ?? []);
  await projectCustomers(transaction, accountId, told);
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
async function plannedBefore(transaction: Transaction, accountId: string, factKey: string) {
  const effect = await transaction.effect.findFirst({
    where: { accountId, factKey },
    select: { leadId: true },
    orderBy: { createdAt: 'asc' },
  });
  const now = await transaction.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return { plannedAt: now[0]?.now ?? null, leadId: effect?.leadId ?? null };
}
