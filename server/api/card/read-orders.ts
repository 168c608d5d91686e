import type { Order, PrismaClient, Refund } from '../../platform/database/generated/client.ts';
import type { PaymentScope } from '../../recording/read/payment-scope.ts';
import { listAtMost, type Place } from './page-cursor.ts';
import { theirs } from './scope.ts';

export type LeadOrder = Omit<Order, 'details' | 'payoutTotal'>;

/** A hundred orders, newest first, and all of their refunds. @param after an order's place; null for the newest */
export async function readOrders(
  prisma: PrismaClient,
  scope: PaymentScope,
  after: Place | null,
): Promise<{ readonly orders: readonly LeadOrder[]; readonly refunds: readonly Refund[] }> {
  const orders = await prisma.order.findMany({
    where: behind(scope, after),
    orderBy: [{ occurredAt: 'desc' }, { orderId: 'asc' }],
    take: listAtMost,
    omit: { details: true, payoutTotal: true },
  });
  const refunds = await prisma.refund.findMany({
    where: { accountId: scope.accountId, orderId: { in: orders.map((order) => order.orderId) } },
    orderBy: [{ occurredAt: 'asc' }, { refundKey: 'asc' }],
  });
  return { orders, refunds };
}

export function countOrders(prisma: PrismaClient, scope: PaymentScope, after: Place): Promise<number> {
  return prisma.order.count({ where: behind(scope, after) });
}

function behind(scope: PaymentScope, after: Place | null) {
  if (after === null) return theirs(scope, 'orders');
  const at = new Date(after.at);
  const older = { occurredAt: { lte: at }, OR: [{ occurredAt: { lt: at } }, { orderId: { gt: after.key } }] };
  return { AND: [theirs(scope, 'orders'), older] };
}
