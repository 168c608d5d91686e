import type { Database } from '../../platform/database/database.ts';
import type {
  Customer,
  CustomerLead,
  Fact,
  Order,
  PrismaClient,
  Refund,
  Subscription,
} from '../../platform/database/generated/client.ts';
import { type BoughtByLink, readBoughtByLink } from '../../recording/read/bought-by-link.ts';
import { changeTypes } from './subscription-changes.ts';

/** How far the card's history goes back; every order and subscription is listed whatever their number. */
const historyEntries = 100;
/** Plan changes, pauses and cancellations that the card shows, of all subscriptions together. */
const changesAtMost = 500;

export type LeadOrder = Omit<Order, 'details' | 'payoutTotal'>;

/** The customers whose payments a card shows. */
export interface CardCustomers {
  /** at most one for each customer */
  readonly links: readonly Link[];
  /** those that a person took away, or ruled out when they were suggested */
  readonly removed: readonly Link[];
  /** shown because the open card names their address; not checked in Kommo yet */
  readonly unconfirmed: readonly Customer[];
  /** those whose address is the card's own by Kommo's word, and who are on no lead */
  readonly byAddress: readonly Customer[];
}

/** All that a card shows of its customers. */
export interface CardLedger extends CardCustomers {
  readonly orders: readonly LeadOrder[];
  readonly refunds: readonly Refund[];
  readonly subscriptions: readonly Subscription[];
  /** the newest ones, newest first */
  readonly facts: readonly Pick<Fact, 'data' | 'type' | 'occurredAt' | 'customerId'>[];
  /** of `changeTypes`, oldest first */
  readonly changes: readonly Pick<Fact, 'data'>[];
}

export type Link = CustomerLead & { readonly customer: Customer };

/**
 * Reads a lead's customers and everything of theirs: a handful of indexed queries, however many orders there are.
 * @param emails folded addresses of the open card's contacts, or none
 */
export async function readLead(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
  leadId: number,
  emails: readonly string[],
): Promise<CardLedger> {
  const [rows, named] = await Promise.all([
    prisma.customerLead.findMany({ where: { accountId, leadId }, orderBy: { since: 'asc' } }),
    emails.length === 0
      ? []
      : prisma.customer.findMany({ where: { accountId, emailFolded: { in: [...emails] } }, take: 20 }),
  ]);
  const known = new Set(rows.map((row) => row.customerId));
  const unconfirmed = named.filter((customer) => !known.has(customer.id) && customer.matchState !== 'linked');
  const withCustomer = await addCustomers(prisma, rows);
  const links = withCustomer.filter((row) => row.removedAt === null);
  const removed = withCustomer.filter((row) => row.removedAt !== null);

  const isByLink = links.some(({ reason }) => reason === 'tag');
  const bought = isByLink ? (await readBoughtByLink(prisma, accountId, [leadId])).get(leadId) : undefined;
  return readLedger(prisma, accountId, { links, removed, unconfirmed, byAddress: [] }, bought ?? new Map());
}

/** The rows of customers who still exist. */
export async function addCustomers(prisma: PrismaClient, rows: readonly CustomerLead[]): Promise<readonly Link[]> {
  const ids = [...new Set(rows.map((row) => row.customerId))];
  const customers = await prisma.customer.findMany({ where: { id: { in: ids } } });
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return rows.flatMap((row) => {
    const customer = byId.get(row.customerId);
    return customer === undefined ? [] : [{ ...row, customer }];
  });
}

/**
 * Everything of these customers.
 * @param bought of those who are there with a part of theirs alone: which
 */
export async function readLedger(
  prisma: PrismaClient,
  accountId: string,
  customers: CardCustomers,
  bought: ReadonlyMap<string, BoughtByLink>,
): Promise<CardLedger> {
  const others = [...customers.unconfirmed, ...customers.byAddress];
  const whole = [...customers.links.map((link) => link.customerId), ...others.map(({ id }) => id)];
  const customerId = { in: whole.filter((id) => !bought.has(id)) };
  const parts = [...bought.values()];
  const byOrder = { orderId: { in: parts.flatMap(({ orderIds }) => [...orderIds]) } };
  const bySubscription = { subscriptionId: { in: parts.flatMap(({ subscriptionIds }) => [...subscriptionIds]) } };
  const theirs = (...others: readonly object[]) =>
    parts.length === 0 ? { accountId, customerId } : { accountId, OR: [{ customerId }, ...others] };
  const [orders, subscriptions, facts, changes] = await Promise.all([
    prisma.order.findMany({
      where: theirs(byOrder),
      orderBy: [{ occurredAt: 'desc' }, { orderId: 'asc' }],
      omit: { details: true, payoutTotal: true },
    }),
    prisma.subscription.findMany({
      where: theirs(bySubscription),
      orderBy: [{ startedAt: 'desc' }, { subscriptionId: 'asc' }],
    }),
    prisma.fact.findMany({
      where: theirs(byOrder, bySubscription),
      orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
      take: historyEntries,
      select: { data: true, type: true, occurredAt: true, customerId: true },
    }),
    prisma.fact.findMany({
      where: { ...theirs(byOrder, bySubscription), type: { in: changeTypes } },
      orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
      take: changesAtMost,
      select: { data: true },
    }),
  ]);
  const refunds = await prisma.refund.findMany({
    where: { accountId, orderId: { in: orders.map((order) => order.orderId) } },
    orderBy: [{ occurredAt: 'asc' }, { refundKey: 'asc' }],
  });
  return { ...customers, orders, refunds, subscriptions, facts, changes: changes.toReversed() };
}
