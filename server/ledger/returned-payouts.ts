import type { Fact } from './fact.ts';

/**
 * Without webhook expansion the payout of a return does not name its order; the return does.
 */

/** @param refundId the return's, not the order's */
export const refundKey = (refundId: string): string => `return.created:${refundId}`;

/** @param paidId the order's, or the return's */
export const payoutKey = (paidId: string): string => `payoutEntry.created:${paidId}`;

/** The key that connects a return and its payout; null for any other fact. */
export function counterpartOf(fact: Fact): string | null {
  if (fact.kind === 'refund' && fact.refundKind === 'refund') return payoutKey(fact.refundId);
  return fact.kind === 'payout' && fact.returnId !== null ? refundKey(fact.returnId) : null;
}

/** The facts, with the return's order added to payouts of returns. */
export function placePayouts(facts: readonly Fact[]): readonly Fact[] {
  const orders = new Map(facts.map(({ key, orderId }) => [key, orderId]));
  return facts.map((fact) => {
    if (fact.kind !== 'payout' || fact.returnId === null) return fact;
    return { ...fact, orderId: fact.orderId ?? orders.get(refundKey(fact.returnId)) ?? null };
  });
}
