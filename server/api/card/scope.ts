import type { PaymentScope } from '../../recording/read/payment-scope.ts';

/** The rows of a card in one of the ledger's tables, as Prisma's `where`. */
export function theirs(
  { accountId, customerIds, orderIds, subscriptionIds }: PaymentScope,
  table: 'orders' | 'subscriptions' | 'facts' = 'facts',
) {
  const customerId = { in: [...customerIds] };
  const parts = [
    ...(table !== 'subscriptions' && orderIds.length > 0 ? [{ orderId: { in: [...orderIds] } }] : []),
    ...(table !== 'orders' && subscriptionIds.length > 0 ? [{ subscriptionId: { in: [...subscriptionIds] } }] : []),
  ];
  return parts.length === 0 ? { accountId, customerId } : { accountId, OR: [{ customerId }, ...parts] };
}
