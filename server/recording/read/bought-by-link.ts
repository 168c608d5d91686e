import type { PrismaClient } from '../../platform/database/generated/client.ts';

/** One customer's purchases through payment links of a lead, including renewals and refunds. */
export interface BoughtByLink {
  readonly orderIds: ReadonlySet<string>;
  readonly subscriptionIds: ReadonlySet<string>;
}

/**
 * A person who pays through a payment link may pay for others too: a bookkeeper, a reseller. A customer who is on a lead
 * only because of its payment link, and on other leads as well, has only the payments of that lead there. All other
 * customers are on a lead with all their payments.
 * @returns by lead id and customer id; customers with all their payments are left out
 */
export async function readBoughtByLink(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, BoughtByLink>>> {
  const links = await prisma.customerLead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) }, reason: 'tag', removedAt: null },
    select: { leadId: true, customerId: true },
  });
  if (links.length === 0) return new Map();
  const customerIds = [...new Set(links.map(({ customerId }) => customerId))];
  const elsewhere = await prisma.customerLead.groupBy({
    by: ['customerId'],
    where: { accountId, customerId: { in: customerIds }, removedAt: null },
    having: { leadId: { _count: { gt: 1 } } },
  });
  const several = new Set(elsewhere.map(({ customerId }) => customerId));
  if (several.size === 0) return new Map();
  const facts = await prisma.fact.findMany({
    where: { accountId, customerId: { in: [...several] }, leadId: { in: links.map(({ leadId }) => leadId) } },
    distinct: ['leadId', 'customerId', 'orderId', 'subscriptionId'],
    select: { leadId: true, customerId: true, orderId: true, subscriptionId: true },
  });
  const bought = new Map<number, Map<string, BoughtByLink>>();
  for (const { leadId, customerId } of links.filter((link) => several.has(link.customerId))) {
    const theirs = facts.filter((fact) => fact.leadId === leadId && fact.customerId === customerId);
    const ofLead = bought.get(Number(leadId)) ?? new Map<string, BoughtByLink>();
    ofLead.set(customerId, {
      orderIds: new Set(theirs.flatMap(({ orderId }) => orderId ?? [])),
      subscriptionIds: new Set(theirs.flatMap(({ subscriptionId }) => subscriptionId ?? [])),
    });
    bought.set(Number(leadId), ofLead);
  }
  return bought;
}
