import { paymentOfOrder, paymentOfRefund, paymentOfSubscription } from '../../ledger/stored-payments.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { LeadLedger } from '../../rules/ledger-values.ts';
import { type BoughtByLink, readBoughtByLink } from './bought-by-link.ts';

/** The ledger of each lead's customers, now. The number of queries does not depend on the number of leads. */
export async function readLeadLedger(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, LeadLedger>> {
  const links = await prisma.customerLead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) }, removedAt: null },
    select: { leadId: true, customerId: true },
  });
  const customerIds = [...new Set(links.map(({ customerId }) => customerId))];
  const theirs = { accountId, customerId: { in: customerIds } };
  const [customers, orders, subscriptions] = await Promise.all([
    prisma.customer.findMany({ where: { accountId, id: { in: customerIds } }, orderBy: { lastFactAt: 'desc' } }),
    prisma.order.findMany({ where: theirs, orderBy: { orderId: 'asc' } }),
    prisma.subscription.findMany({ where: theirs, orderBy: { subscriptionId: 'asc' } }),
  ]);
  const refunds = await prisma.refund.findMany({
    where: { accountId, orderId: { in: orders.map(({ orderId }) => orderId) } },
  });

  const bought = await readBoughtByLink(prisma, accountId, leadIds);
  const customersOf = Map.groupBy(links, ({ leadId }) => Number(leadId));
  return new Map(
    leadIds.map((leadId) => {
      const ids = new Set((customersOf.get(leadId) ?? []).map(({ customerId }) => customerId));
      const parts = bought.get(leadId);
      const isTheirs = (customerId: string | null, isInPart: (part: BoughtByLink) => boolean) => {
        const part = customerId === null ? undefined : parts?.get(customerId);
        return customerId !== null && ids.has(customerId) && (part === undefined || isInPart(part));
      };
      const ownOrders = orders.filter(({ customerId, orderId }) =>
        isTheirs(customerId, ({ orderIds }) => orderIds.has(orderId)),
      );
      const ownSubscriptions = subscriptions.filter(({ customerId, subscriptionId }) =>
        isTheirs(customerId, ({ subscriptionIds }) => subscriptionIds.has(subscriptionId)),
      );
      const orderIds = new Set(ownOrders.map(({ orderId }) => orderId));
      return [
        leadId,
        {
          hasCustomers: ids.size > 0,
          orders: ownOrders.map((order) => ({ ...paymentOfOrder(order), country: order.country })),
          refunds: refunds.filter(({ orderId }) => orderIds.has(orderId)).map((refund) => paymentOfRefund(refund)),
          subscriptions: ownSubscriptions.map((subscription) => ({
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
