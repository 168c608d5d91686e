import type { RefundFact } from './fact.ts';
import { add, compare, isZero, proportion } from './money.ts';
import type { ProjectedOrder } from './project-order.ts';

type PaidOrder = Pick<ProjectedOrder, 'orderId' | 'currency' | 'total' | 'tax'>;

interface Refund extends Pick<RefundFact, 'orderId' | 'currency' | 'total' | 'tax'> {
  readonly kind: RefundFact['refundKind'];
}

/**
 * The amount given back of an order, in the order's currency: never more than was paid, even if its refunds and
 * chargebacks add up to more. A customer may get a refund and have the bank take the same payment back.
 */
export function givenBackOf(order: PaidOrder, refunds: readonly Refund[]): Pick<Refund, 'total' | 'tax'> {
  const own = refundsOf(order, refunds);
  const tax = order.tax ?? '0';
  // Regardless of their individual taxes.
  if (isGivenBack(order, refunds)) return { total: add(order.total), tax: add(tax) };
  return {
    total: add(...own.map(({ total }) => total)),
    tax: atMost(tax, add(...own.map((refund) => taxGivenBack(refund, order)))),
  };
}

/** Whether all that was paid for the order was given back. */
export function isGivenBack(order: PaidOrder, refunds: readonly Refund[]): boolean {
  const own = refundsOf(order, refunds);
  return own.length > 0 && compare(add(...own.map(({ total }) => total)), order.total) >= 0;
}

function refundsOf(order: PaidOrder, refunds: readonly Refund[]): readonly Refund[] {
  return refunds.filter(({ orderId, currency }) => orderId === order.orderId && currency === order.currency);
}

/**
 * A bank takes back the tax too, but FastSpring states no tax for a chargeback, so the order's share of it is used.
 * With zero instead, the seller would lose a tax that was never theirs.
 */
function taxGivenBack(refund: Refund, order: PaidOrder): string {
  if (refund.kind !== 'chargeback' || !isZero(refund.tax)) return refund.tax;
  return proportion(order.tax ?? '0', refund.total, order.total, order.currency);
}

function atMost(limit: string, amount: string): string {
  return compare(amount, limit) > 0 ? add(limit) : amount;
}
