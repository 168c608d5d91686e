import type { Customer, CustomerLead, Fact, Order, Refund, Subscription } from '../../database/generated/client.ts';
import type { Database } from '../../database/open.ts';

/** How far the card's history goes back; every order and subscription is listed whatever their number. */
const historyEntries = 100;

export type LeadOrder = Omit<Order, 'details' | 'payoutTotal' | 'payoutNet' | 'fee'>;

/** All that the card shows of one lead's customers. */
export interface LeadLedger {
  readonly links: readonly (CustomerLead & { readonly customer: Customer })[];
  /** shown because the open card names their address; not checked in Kommo yet */
  readonly unconfirmed: readonly Customer[];
  readonly orders: readonly LeadOrder[];
  readonly refunds: readonly Refund[];
  readonly subscriptions: readonly Subscription[];
  /** the newest ones, newest first */
  readonly facts: readonly Pick<Fact, 'data' | 'type' | 'occurredAt'>[];
}

/**
 * Reads a lead's customers and everything of theirs: a handful of indexed queries, however many orders there are.
 * @param emails folded addresses of the open card's contacts, or none
 */
export async function readLead(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
  leadId: number,
  emails: readonly string[],
): Promise<LeadLedger> {
  const [rows, named] = await Promise.all([
    prisma.customerLead.findMany({ where: { accountId, leadId }, orderBy: { since: 'asc' } }),
    emails.length === 0
      ? []
      : prisma.customer.findMany({ where: { accountId, emailFolded: { in: [...emails] } }, take: 20 }),
  ]);
  const present = rows.filter((row) => row.removedAt === null);
  const known = new Set(rows.map((row) => row.customerId));
  const unconfirmed = named.filter((customer) => !known.has(customer.id) && customer.matchState !== 'linked');
  const linked = await prisma.customer.findMany({ where: { id: { in: present.map((row) => row.customerId) } } });
  const customers = new Map(linked.map((customer) => [customer.id, customer]));
  const links = present.flatMap((row) => {
    const customer = customers.get(row.customerId);
    return customer === undefined ? [] : [{ ...row, customer }];
  });

  const theirs = {
    accountId,
    customerId: { in: [...links.map((link) => link.customerId), ...unconfirmed.map(({ id }) => id)] },
  };
  const [orders, subscriptions, facts] = await Promise.all([
    prisma.order.findMany({
      where: theirs,
      orderBy: [{ occurredAt: 'desc' }, { orderId: 'asc' }],
      omit: { details: true, payoutTotal: true, payoutNet: true, fee: true },
    }),
    prisma.subscription.findMany({ where: theirs, orderBy: [{ startedAt: 'desc' }, { subscriptionId: 'asc' }] }),
    prisma.fact.findMany({
      where: theirs,
      orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
      take: historyEntries,
      select: { data: true, type: true, occurredAt: true },
    }),
  ]);
  const refunds = await prisma.refund.findMany({
    where: { accountId, orderId: { in: orders.map((order) => order.orderId) } },
    orderBy: [{ occurredAt: 'asc' }, { refundKey: 'asc' }],
  });
  return { links, unconfirmed, orders, refunds, subscriptions, facts };
}
