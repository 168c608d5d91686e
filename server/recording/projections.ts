import type { Fact } from '../ledger/fact.ts';
import { identify } from '../ledger/identity.ts';
import { identityOfGroup } from '../ledger/project-ledger.ts';
import { projectOrder } from '../ledger/project-order.ts';
import { projectSubscription } from '../ledger/project-subscription.ts';
import type { Transaction } from '../platform/database/database.ts';
import { orderColumns, refundColumns, subscriptionColumns } from './columns.ts';
import { applyNewFacts, dissolveEmptied, ensureCustomers, projectCustomers } from './customers.ts';
import { factsOf, idsIn, type KnownFact, readRelated } from './related-facts.ts';
import { upsertRows } from './rows.ts';

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
  await projectRefunds(transaction, accountId, stated, near);
  const stay = await dissolveEmptied(transaction, accountId, left);
  const changed = near.filter(({ key }) => restated.has(key)).flatMap((fact) => customerOf([fact]) ?? []);
  const reprojected = new Set([...stay, ...changed]);
  await projectCustomers(transaction, accountId, [...reprojected]);
  const others = [...customers.values()].filter(({ id }) => !reprojected.has(id));
  await applyNewFacts(transaction, accountId, others, gained);
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
 * @returns left: the customers that facts were taken from, because an event identified the owner better, each with the
 * customer that has the first of them now; gained: the facts that each customer did not have
 */
async function assignFacts(
  transaction: Transaction,
  accountId: string,
  known: readonly KnownFact[],
  customerOf: (fact: Fact) => string | null,
): Promise<{
  readonly left: ReadonlyMap<string, string | null>;
  readonly gained: ReadonlyMap<string, readonly Fact[]>;
}> {
  const left = new Map<string, string | null>();
  const gained = new Map<string, readonly Fact[]>();
  const moved = { keys: [] as string[], customerIds: [] as (string | null)[] };
  for (const [customerId, theirs] of Map.groupBy(known, ({ fact }) => customerOf(fact))) {
    const moving = theirs.filter((each) => each.customerId !== customerId);
    if (moving.length === 0) continue;
    for (const { customerId: former } of moving) {
      if (former !== null) left.set(former, left.get(former) ?? customerId);
    }
    const facts = factsOf(moving);
    if (customerId !== null) gained.set(customerId, facts);
    moved.keys.push(...keysOf(facts));
    moved.customerIds.push(...facts.map(() => customerId));
  }
  if (moved.keys.length > 0) {
    await transaction.$executeRaw`
      UPDATE "facts" f SET "customer_id" = m."customer_id"
      FROM unnest(${moved.keys}::text[], ${moved.customerIds}::uuid[]) AS m("fact_key", "customer_id")
      WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = m."fact_key"`;
  }
  return { left, gained };
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
  const rows = statedIds.flatMap((orderId) => {
    const facts = wide.filter((fact) => fact.orderId === orderId);
    const order = projectOrder(facts);
    return order === null ? [] : [{ orderId, ...orderColumns(order), customerId: customerOf(facts) }];
  });
  await upsertRows(transaction, accountId, 'orders', rows);
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
  const rows = statedIds.flatMap((subscriptionId) => {
    const facts = wide.filter((fact) => fact.subscriptionId === subscriptionId);
    const subscription = projectSubscription(subscriptionId, facts);
    if (subscription === null) return [];
    return [{ subscriptionId, ...subscriptionColumns(subscription), customerId: customerOf(facts) }];
  });
  await upsertRows(transaction, accountId, 'subscriptions', rows);
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

/** From the stored facts, which may be earlier and better statements than the events' own. */
function projectRefunds(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  near: readonly Fact[],
): Promise<void> {
  const keys = new Set(stated.filter(({ kind }) => kind === 'refund').map(({ key }) => key));
  const refunds = near.filter((fact) => fact.kind === 'refund').filter(({ key }) => keys.has(key));
  const rows = refunds.map((fact) => ({ refundKey: fact.key, ...refundColumns(fact) }));
  return upsertRows(transaction, accountId, 'refunds', rows);
}
