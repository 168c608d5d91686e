import type { Fact } from './fact.ts';

/**
 * `first`: the customer's first completed order. `repeat`: a later one, or the charge for a changed plan. `renewal`: a
 * charge of a subscription for its next period.
 */
export const purchases = ['first', 'repeat', 'renewal'] as const;

export type Purchase = (typeof purchases)[number];

/** What the ledger knows of the customer's other completed orders, those of the same kind: live ones, or tests. */
export interface OtherOrders {
  /** one of them was completed earlier; of two at the same moment, the one with the smaller id */
  readonly hasEarlier: boolean;
  /** the rules have treated one of them as the first: docs/decisions/0025-first-purchase.md */
  readonly hasFirst: boolean;
}

/** The place of a paid order among its customer's orders; null for any other fact. */
export function purchaseOf(fact: Fact, others: OtherOrders): Purchase | null {
  if (fact.kind !== 'order' || fact.state !== 'completed') return null;
  switch (fact.orderKind) {
    case 'renewal':
    case 'managed_charge':
      return 'renewal';
    case 'proration':
      return 'repeat';
    case 'purchase':
      return others.hasEarlier || others.hasFirst ? 'repeat' : 'first';
  }
}
