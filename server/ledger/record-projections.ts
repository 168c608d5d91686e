import type { Transaction } from '../database/database.ts';
import type { Fact } from './fact.ts';
import { identify } from './identity.ts';
import { identityOfGroup } from './project-ledger.ts';
import { projectOrder } from './project-order.ts';
import { projectSubscription } from './project-subscription.ts';
import { orderColumns, refundColumns, subscriptionColumns } from './record-columns.ts';
import { applyNewFactsToCustomer, dissolveEmptied, ensureCustomers, projectCustomers } from './record-customers.ts';
import { factsOf, idsIn, type KnownFact, readRelated } from './related-facts.ts';

/**
 * Brings up to date what these facts touch: their orders, subscriptions, refunds and customers.
 * @param known they and those that share an order or a subscription with them, as they are stored
 * @param restated keys of those that were known and say something else of their customer now
 */
export async function projectTouched(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  known: readonly KnownFact[],
  restated: ReadonlySet<string>,
): Promise<void> {
  const near = factsOf(known);
  const wide = await widen(transaction, accountId, stated, near);
  const identities = identify(wide);
  const identityOf = ({ key }: Fact) => identities.get(key) ?? null;
  const customers = await ensureCustomers(transaction, accountId, near.map(identityOf));
  const customerOf = (facts: readonly Fact[]) => customers.get(identityOfGroup(facts, identities) ?? '')?.id ?? null;

  // With the order that the payout of a return gets from its return.
  const placed = near.filter(({ key }) => stated.some((fact) => fact.key === key));
  const { left, gained } = await assignFacts(transaction, accountId, known, (fact) => customerOf([fact]));
  await projectOrders(transaction, accountId, placed, near, wide, customerOf);
  await projectSubscriptions(transaction, accountId, stated, near, wide, customerOf);
  for (const fact of stated) if (fact.kind === 'refund') await upsertRefund(transaction, accountId, near, fact.key);
  const stay = await dissolveEmptied(transaction, accountId, left, customerOf(stated));
  const changed = near.filter(({ key }) => restated.has(key)).flatMap((fact) => customerOf([fact]) ?? []);
  const reprojected = new Set([...stay, ...changed]);
  await projectCustomers(transaction, accountId, [...reprojected]);
  for (const customer of customers.values()) {
    const facts = gained.get(customer.id);
    if (facts !== undefined && !reprojected.has(customer.id))
      await applyNewFactsToCustomer(transaction, accountId, customer, facts);
  }
}

/** Complete for every order and subscription that a near fact names, so that its customer is certain. */
async function widen(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  near: readonly Fact[],
): Promise<readonly Fact[]> {
  const names = (['orderId', 'subscriptionId'] as const).map(
    (name) => [idsIn(stated, name), idsIn(near, name)] as const,
  );
  if (names.every(([read, named]) => named.every((id) => read.includes(id)))) return near;
  return factsOf(await readRelated(transaction, accountId, near, keysOf(near)));
}

const keysOf = (facts: readonly Fact[]): string[] => facts.map(({ key }) => key);

type CustomerOf = (facts: readonly Fact[]) => string | null;

/**
 * @returns left: the customers that facts were taken from, because an event identified the owner better; gained: the
 * facts that each customer did not have
 */
async function assignFacts(
  transaction: Transaction,
  accountId: string,
  known: readonly KnownFact[],
  customerOf: (fact: Fact) => string | null,
): Promise<{ readonly left: readonly string[]; readonly gained: ReadonlyMap<string, readonly Fact[]> }> {
  const left = new Set<string>();
  const gained = new Map<string, readonly Fact[]>();
  for (const [customerId, theirs] of Map.groupBy(known, ({ fact }) => customerOf(fact))) {
    const moving = theirs.filter((each) => each.customerId !== customerId);
    if (moving.length === 0) continue;
    for (const { customerId: former } of moving) if (former !== null) left.add(former);
    const facts = factsOf(moving);
    if (customerId !== null) gained.set(customerId, facts);
    await transaction.fact.updateMany({ where: { accountId, factKey: { in: keysOf(facts) } }, data: { customerId } });
  }
  return { left: [...left], gained };
}

/** SQL's `<>` leaves out the rows that have no customer yet. */
function otherThan(customerId: string | null) {
  return customerId === null
    ? { NOT: { customerId } }
    : { OR: [{ customerId: null }, { customerId: { not: customerId } }] };
}

async function projectOrders(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  near: readonly Fact[],
  wide: readonly Fact[],
  customerOf: CustomerOf,
): Promise<void> {
  const statedIds = idsIn(stated, 'orderId');
  for (const orderId of statedIds) {
    const facts = wide.filter((fact) => fact.orderId === orderId);
    const order = projectOrder(facts);
    if (order === null) continue;
    const columns = { ...orderColumns(order), customerId: customerOf(facts) };
    await transaction.order.upsert({
      where: { accountId_orderId: { accountId, orderId } },
      create: { accountId, orderId, ...columns },
      update: columns,
      select: { orderId: true },
    });
  }
  // Their content is as it was; whose they are may have become known.
  const others = idsIn(near, 'orderId').filter((id) => !statedIds.includes(id));
  for (const [customerId, ids] of Map.groupBy(others, (id) => customerOf(wide.filter((fact) => fact.orderId === id)))) {
    await transaction.order.updateMany({
      where: { accountId, orderId: { in: ids }, ...otherThan(customerId) },
      data: { customerId },
    });
  }
}

async function projectSubscriptions(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  near: readonly Fact[],
  wide: readonly Fact[],
  customerOf: CustomerOf,
): Promise<void> {
  const statedIds = idsIn(stated, 'subscriptionId');
  for (const subscriptionId of statedIds) {
    const facts = wide.filter((fact) => fact.subscriptionId === subscriptionId);
    const subscription = projectSubscription(subscriptionId, facts);
    if (subscription === null) continue;
    const columns = { ...subscriptionColumns(subscription), customerId: customerOf(facts) };
    await transaction.subscription.upsert({
      where: { accountId_subscriptionId: { accountId, subscriptionId } },
      create: { accountId, subscriptionId, ...columns },
      update: columns,
      select: { subscriptionId: true },
    });
  }
  const others = idsIn(near, 'subscriptionId').filter((id) => !statedIds.includes(id));
  for (const [customerId, ids] of Map.groupBy(others, (id) =>
    customerOf(wide.filter((fact) => fact.subscriptionId === id)),
  )) {
    await transaction.subscription.updateMany({
      where: { accountId, subscriptionId: { in: ids }, ...otherThan(customerId) },
      data: { customerId },
    });
  }
}

/** From the stored fact, which may be an earlier and better statement than the event's own. */
async function upsertRefund(
  transaction: Transaction,
  accountId: string,
  near: readonly Fact[],
  key: string,
): Promise<void> {
  const fact = near.find((candidate) => candidate.key === key);
  if (fact?.kind !== 'refund') return;
  const columns = refundColumns(fact);
  await transaction.refund.upsert({
    where: { accountId_refundKey: { accountId, refundKey: key } },
    create: { accountId, refundKey: key, ...columns },
    update: columns,
  });
}
