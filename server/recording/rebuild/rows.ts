import type { LedgerRows, Row } from '../../ledger/compare-tables.ts';
import { foldEmail } from '../../ledger/email.ts';
import type { Ledger } from '../../ledger/project-ledger.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { factColumns, orderColumns, refundColumns, subscriptionColumns } from '../columns.ts';

/** The rows that an account's tables should have. */
export function rowsOfLedger(ledger: Ledger): LedgerRows {
  return {
    facts: mapRows(ledger.facts, ({ identity, ...stated }) => ({ ...factColumns(stated), identity })),
    orders: mapRows(ledger.orders, ({ identity, ...order }) => ({ ...orderColumns(order), identity })),
    subscriptions: mapRows(ledger.subscriptions, ({ identity, ...subscription }) => ({
      ...subscriptionColumns(subscription),
      identity,
    })),
    refunds: mapRows(ledger.refunds, refundColumns),
    customers: mapRows(ledger.customers, (customer) => ({
      ...customer,
      emailFolded: customer.email === null ? null : foldEmail(customer.email),
    })),
  };
}

function mapRows<Value>(values: ReadonlyMap<string, Value>, row: (value: Value) => Row): ReadonlyMap<string, Row> {
  return new Map([...values].map(([key, value]) => [key, row(value)]));
}

/** The rows that an account's tables have. */
export async function readStoredRows(transaction: Transaction, accountId: string): Promise<LedgerRows> {
  const where = { accountId };
  const customers = await transaction.customer.findMany({ where });
  const identities = new Map(customers.map(({ id, identity }) => [id, identity]));
  const withIdentity = <Stored extends { customerId: string | null }>({ customerId, ...row }: Stored) => ({
    ...row,
    identity: customerId === null ? null : (identities.get(customerId) ?? 'a customer that does not exist'),
  });
  return {
    facts: new Map((await transaction.fact.findMany({ where })).map((row) => [row.factKey, withIdentity(row)])),
    orders: new Map((await transaction.order.findMany({ where })).map((row) => [row.orderId, withIdentity(row)])),
    subscriptions: new Map(
      (await transaction.subscription.findMany({ where })).map((row) => [row.subscriptionId, withIdentity(row)]),
    ),
    refunds: new Map((await transaction.refund.findMany({ where })).map((row) => [row.refundKey, row])),
    customers: new Map(customers.map((row) => [row.identity, row])),
  };
}
