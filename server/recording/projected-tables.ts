import type { Fact } from '../ledger/fact.ts';
import { projectOrder } from '../ledger/project-order.ts';
import { projectSubscription } from '../ledger/project-subscription.ts';
import { orderColumns, subscriptionColumns } from './columns.ts';
import type { FactReferences } from './related-facts.ts';

/** A table with a row for each order or subscription, made of all facts that name it. */
export interface ProjectedTable {
  readonly table: 'orders' | 'subscriptions';
  readonly name: keyof FactReferences;
  /** the row's columns without its key and customer; null when the facts show no such row */
  readonly project: (id: string, facts: readonly Fact[]) => Readonly<Record<string, unknown>> | null;
}

export const projectedTables: readonly ProjectedTable[] = [
  {
    table: 'orders',
    name: 'orderId',
    project: (_id, facts) => {
      const order = projectOrder(facts);
      return order && orderColumns(order);
    },
  },
  {
    table: 'subscriptions',
    name: 'subscriptionId',
    project: (id, facts) => {
      const subscription = projectSubscription(id, facts);
      return subscription && subscriptionColumns(subscription);
    },
  },
];
