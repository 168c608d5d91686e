import type { PrismaClient } from '../database/generated/client.ts';
import { paymentOfOrder, paymentOfRefund, paymentOfSubscription } from '../ledger/stored-payments.ts';
import type { LeadBooks } from '../rules/ledger-values.ts';

/** What the customers of each of these leads have, as the ledger holds it now: five queries, however many leads. */
export async function readLeadBooks(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, LeadBooks>> {
  const links = await prisma.customerLead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) }, removedAt: null },
    select: { leadId: true, customerId: true },
  });
  const customerIds = [...new Set(links.map(({ customerId }) => customerId))];
  const theirs = { accountId, customerId: { in: customerIds } };
  const [customers, orders, subscriptions] = await Promise.all([
    prisma.customer.findMany({ where: { id: { in: customerIds } }, orderBy: { lastFactAt: 'desc' } }),
    prisma.order.findMany({ where: theirs, orderBy: { orderId: 'asc' } }),
    prisma.subscription.findMany({ where: theirs, orderBy: { subscriptionId: 'asc' } }),
  ]);
  const refunds = await prisma.refund.findMany({
    where: { accountId, orderId: { in: orders.map(({ orderId }) => orderId) } },
  });

  const customersOf = Map.groupBy(links, ({ leadId }) => Number(leadId));
  return new Map(
    leadIds.map((leadId) => {
      const ids = new Set((customersOf.get(leadId) ?? []).map(({ customerId }) => customerId));
      const isTheirs = ({ customerId }: { readonly customerId: string | null }) =>
        customerId !== null && ids.has(customerId);
      const ownOrders = orders.filter(isTheirs);
      const orderIds = new Set(ownOrders.map(({ orderId }) => orderId));
      return [
        leadId,
        {
          hasCustomers: ids.size > 0,
          orders: ownOrders.map((order) => ({ ...paymentOfOrder(order), country: order.country })),
          refunds: refunds.filter(({ orderId }) => orderIds.has(orderId)).map((refund) => paymentOfRefund(refund)),
          subscriptions: subscriptions.filter(isTheirs).map((subscription) => ({
            ...paymentOfSubscription(subscription),
            subscriptionId: subscription.subscriptionId,
            startedAt: subscription.startedAt?.getTime() ?? null,
            nextChargeAt: subscription.nextChargeAt?.getTime() ?? null,
          })),
          country: customers.find(({ id, country }) => ids.has(id) && country !== null)?.country ?? null,
        },
      ] as const;
    }),
  );
}
