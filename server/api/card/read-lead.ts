import type { Database } from '../../platform/database/database.ts';
import type {
  Customer,
  CustomerLead,
  Fact,
  PrismaClient,
  Refund,
  Subscription,
} from '../../platform/database/generated/client.ts';
import { type BoughtByLink, readBoughtByLink } from '../../recording/read/bought-by-link.ts';
import { type OrderSums, readOrderSums } from '../../recording/read/order-sums.ts';
import type { PaymentScope } from '../../recording/read/payment-scope.ts';
import { type Facts, readFacts } from './read-facts.ts';
import { type LeadOrder, readOrders } from './read-orders.ts';
import { readRenewedCards } from './renewed-cards.ts';
import { theirs } from './scope.ts';
import { changeTypes } from './subscription-changes.ts';

/** Plan changes, pauses and cancellations that the card shows, of all subscriptions together. */
const changesAtMost = 500;

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

/** Those customers, and what is read of them. */
export interface CardReach extends CardCustomers {
  readonly scope: PaymentScope;
}

/** All that a card shows of its customers: sums over everything, and the newest of each list. */
export interface CardLedger extends CardReach, Facts {
  readonly sums: OrderSums;
  /** the newest ones, newest first */
  readonly orders: readonly LeadOrder[];
  /** of these orders */
  readonly refunds: readonly Refund[];
  readonly subscriptions: readonly Subscription[];
  /** the subscriptions that were charged after their card's known expiry */
  readonly renewedCards: ReadonlySet<string>;
  /** of `changeTypes`, oldest first */
  readonly changes: readonly Pick<Fact, 'data'>[];
}

export type Link = CustomerLead & { readonly customer: Customer };

/**
 * Reads a lead's customers.
 * @param emails folded addresses of the open card's contacts, or none
 */
export async function findLeadCustomers(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
  leadId: number,
  emails: readonly string[],
): Promise<CardReach> {
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
  return reachOf(accountId, { links, removed, unconfirmed, byAddress: [] }, bought ?? new Map());
}

/** The rows, all of one account, of customers who still exist. */
export async function addCustomers(prisma: PrismaClient, rows: readonly CustomerLead[]): Promise<readonly Link[]> {
  const ids = [...new Set(rows.map((row) => row.customerId))];
  const [first] = rows;
  if (first === undefined) return [];
  const customers = await prisma.customer.findMany({ where: { accountId: first.accountId, id: { in: ids } } });
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return rows.flatMap((row) => {
    const customer = byId.get(row.customerId);
    return customer === undefined ? [] : [{ ...row, customer }];
  });
}

/** @param bought of those who are there with a part of theirs alone: which */
export function reachOf(
  accountId: string,
  customers: CardCustomers,
  bought: ReadonlyMap<string, BoughtByLink>,
): CardReach {
  const others = [...customers.unconfirmed, ...customers.byAddress];
  const whole = [...customers.links.map((link) => link.customerId), ...others.map(({ id }) => id)];
  const parts = [...bought.values()];
  const scope = {
    accountId,
    customerIds: whole.filter((id) => !bought.has(id)),
    orderIds: parts.flatMap(({ orderIds }) => [...orderIds]),
    subscriptionIds: parts.flatMap(({ subscriptionIds }) => [...subscriptionIds]),
  };
  return { ...customers, scope };
}

/** What the sums of a card depend on besides its customers. */
export interface SumTimes {
  readonly now: Date;
  /** as `readOrderSums` takes them */
  readonly monthStarts: readonly Date[];
  readonly recentSince: Date;
}

/** Everything of these customers that a card shows: a dozen indexed queries, however many orders there are. */
export async function readLedger(
  database: Pick<Database, 'prisma' | 'query'>,
  reach: CardReach,
  { now, monthStarts, recentSince }: SumTimes,
): Promise<CardLedger> {
  const { prisma } = database;
  const { scope } = reach;
  const newest = readOrders(prisma, scope, null);
  const [sums, orders, facts, subscriptions] = await Promise.all([
    readOrderSums(database, scope, monthStarts, recentSince),
    newest,
    readFacts(
      prisma,
      scope,
      null,
      newest.then((read) => read.orders),
    ),
    readSubscriptions(database, scope, now),
  ]);
  return { ...reach, ...orders, ...facts, ...subscriptions, sums };
}

/** Oldest first. Looked for by subscription, whose index has the type: a customer may have thousands of other facts. */
async function readChanges(
  prisma: PrismaClient,
  accountId: string,
  subscriptions: readonly Pick<Subscription, 'subscriptionId'>[],
): Promise<CardLedger['changes']> {
  const subscriptionId = { in: subscriptions.map((each) => each.subscriptionId) };
  const changes = await prisma.fact.findMany({
    where: { accountId, subscriptionId, type: { in: changeTypes } },
    orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
    take: changesAtMost,
    select: { data: true },
  });
  return changes.toReversed();
}

/** Running ones first, then the latest start first. */
export async function readSubscriptions(
  database: Pick<Database, 'prisma' | 'query'>,
  scope: PaymentScope,
  now: Date,
): Promise<Pick<CardLedger, 'subscriptions' | 'renewedCards' | 'changes'>> {
  const rows = await database.prisma.subscription.findMany({
    where: theirs(scope, 'subscriptions'),
    orderBy: [{ startedAt: { sort: 'desc', nulls: 'last' } }, { subscriptionId: 'asc' }],
  });
  const runs = ({ state }: Subscription) => Number(state !== 'deactivated');
  const subscriptions = rows.sort((one, other) => runs(other) - runs(one));
  const [renewedCards, changes] = await Promise.all([
    readRenewedCards(database, scope, subscriptions, now),
    readChanges(database.prisma, scope.accountId, subscriptions),
  ]);
  return { subscriptions, renewedCards, changes };
}
