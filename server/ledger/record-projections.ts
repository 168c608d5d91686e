import type { Transaction } from '../database/database.ts';
import type { Fact } from './fact.ts';
import { identify } from './identity.ts';
import { identityOfGroup } from './project-ledger.ts';
import { projectOrder } from './project-order.ts';
import { projectSubscription } from './project-subscription.ts';
import { orderColumns, refundColumns, subscriptionColumns } from './record-columns.ts';
import { dissolveEmptied, ensureCustomers, projectCustomers, tellCustomerSince } from './record-customers.ts';
import { idsIn, readRelated } from './related-facts.ts';

/**
 * Brings up to date what these facts touch: their orders, subscriptions, refunds and customers.
 * @param restated keys of those that were known and say something else of their customer now
 */
export async function projectTouched(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  restated: ReadonlySet<string>,
): Promise<void> {
  const near = await readRelated(transaction, accountId, stated, keysOf(stated));
  // Complete for every order and subscription that a near fact names, so that its customer can be told for certain.
  const wide = await readRelated(transaction, accountId, near, keysOf(near));
  const identities = identify(wide);
  const identityOf = ({ key }: Fact) => identities.get(key) ?? null;
  const customers = await ensureCustomers(transaction, accountId, near.map(identityOf));
  const customerOf = (facts: readonly Fact[]) => customers.get(identityOfGroup(facts, identities) ?? '') ?? null;

  const { left, gained } = await assignFacts(transaction, accountId, near, (fact) => customerOf([fact]));
  await projectOrders(transaction, accountId, stated, near, wide, customerOf);
  await projectSubscriptions(transaction, accountId, stated, near, wide, customerOf);
  for (const fact of stated) if (fact.kind === 'refund') await upsertRefund(transaction, accountId, near, fact.key);
  const stay = await dissolveEmptied(transaction, accountId, left, customerOf(stated));
  const changed = near.filter(({ key }) => restated.has(key)).flatMap((fact) => customerOf([fact]) ?? []);
  await projectCustomers(transaction, accountId, [...new Set([...stay, ...changed])]);
  for (const [customerId, since] of gained) await tellCustomerSince(transaction, accountId, customerId, since);
}

const keysOf = (facts: readonly Fact[]): string[] => facts.map(({ key }) => key);

type CustomerOf = (facts: readonly Fact[]) => string | null;

/**
 * @returns left: the customers that facts were taken from, because an event told better whose they are; gained: when the
 * earliest of the facts happened that each customer did not have, ms
 */
async function assignFacts(
  transaction: Transaction,
  accountId: string,
  facts: readonly Fact[],
  customerOf: (fact: Fact) => string | null,
): Promise<{ readonly left: readonly string[]; readonly gained: ReadonlyMap<string, number> }> {
  const left = new Set<string>();
  const gained = new Map<string, number>();
  for (const [customerId, theirs] of Map.groupBy(facts, customerOf)) {
    const where = { accountId, factKey: { in: theirs.map(({ key }) => key) }, ...otherThan(customerId) };
    const moving = await transaction.fact.findMany({ where, select: { customerId: true, occurredAt: true } });
    if (moving.length === 0) continue;
    for (const { customerId: former } of moving) if (former !== null) left.add(former);
    const earliest = Math.min(...moving.map(({ occurredAt }) => occurredAt.getTime()));
    if (customerId !== null) gained.set(customerId, earliest);
    await transaction.fact.updateMany({ where, data: { customerId } });
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
