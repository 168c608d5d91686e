import type { Fact } from '../ledger/fact.ts';
import { identify } from '../ledger/identity.ts';
import { identityOfGroup } from '../ledger/project-ledger.ts';
import type { Transaction } from '../platform/database/database.ts';
import { refundColumns } from './columns.ts';
import { applyNewFacts, dissolveEmptied, ensureCustomers, projectCustomers } from './customers.ts';
import { type ProjectedTable, projectedTables } from './projected-tables.ts';
import { factsOf, idsIn, type KnownFact, readRelated } from './related-facts.ts';
import { assignRows, upsertRows } from './rows.ts';
import { readOwners } from './subscription-facts.ts';

interface Touched {
  readonly stated: readonly Fact[];
  /** these facts and those that share an order or a subscription with them, as they are to be stored */
  readonly known: readonly KnownFact[];
  /** by key: the known facts that are not stored yet, without their customers */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** keys of known facts that state something else about their customer now */
  readonly restated: ReadonlySet<string>;
  /** the subscriptions of which some charges are not among the known facts */
  readonly cut: readonly string[];
}

/**
 * Stores facts with their customers, and updates the orders, subscriptions, refunds and customers of them. A fact's row is
 * written once: its customer is found first.
 * @returns the id of a fact's customer
 */
export async function projectTouched(
  transaction: Transaction,
  accountId: string,
  { stated, known, rows, restated, cut }: Touched,
): Promise<(fact: Fact) => string | null> {
  const near = factsOf(known);
  const wide = await widen(transaction, accountId, stated, known);
  const identities = identify(wide);
  const identityOf = ({ key }: Fact) => identities.get(key) ?? null;
  // Charges that were not read have customers, too.
  const owners = await readOwners(transaction, accountId, cut);
  const ownerOf = (facts: readonly Fact[], subscriptionId = ''): string | null =>
    [identityOfGroup(facts, identities), owners.get(subscriptionId)].filter((each) => each != null).sort()[0] ?? null;
  const named = [...near.map(identityOf), ...owners.values()];
  const theirs = Map.groupBy(near, (fact) => ownerOf([fact]));
  const customers = await ensureCustomers(transaction, accountId, named, theirs);
  const customerOf = (facts: readonly Fact[], subscriptionId?: string) =>
    customers.get(ownerOf(facts, subscriptionId) ?? '')?.id ?? null;

  const statedKeys = new Set(keysOf(stated));
  // With the order that the payout of a return gets from its return.
  const placed = near.filter(({ key }) => statedKeys.has(key));
  const owned = known.flatMap(({ fact }) => {
    const row = rows.get(fact.key);
    return row === undefined ? [] : [[fact.key, { ...row, customerId: customerOf([fact]) }] as const];
  });
  await upsertRows(transaction, accountId, 'facts', new Map(owned));
  const { left, gained } = await assignFacts(transaction, accountId, known, rows, (fact) => customerOf([fact]));
  for (const table of projectedTables) {
    await projectRows(transaction, accountId, table, { stated: [...stated, ...placed], near, wide }, customerOf);
  }
  await projectRefunds(transaction, accountId, placed);
  const stay = await dissolveEmptied(transaction, accountId, left);
  const changed = near.filter(({ key }) => restated.has(key)).flatMap((fact) => customerOf([fact]) ?? []);
  const reprojected = new Set([...stay, ...changed]);
  await projectCustomers(transaction, accountId, [...reprojected]);
  const others = [...customers.values()].filter(({ id }) => !reprojected.has(id));
  await applyNewFacts(transaction, accountId, others, gained);
  return (fact) => customerOf([fact]);
}

/**
 * All facts of every order and subscription that a near fact names, so that its customer is certain. Of a fact that is
 * stored too, the known one counts.
 */
async function widen(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  known: readonly KnownFact[],
): Promise<readonly Fact[]> {
  const near = factsOf(known);
  const names = (['orderId', 'subscriptionId'] as const).map(
    (name) => [idsIn(stated, name), idsIn(near, name)] as const,
  );
  if (names.every(([read, named]) => named.every((id) => read.includes(id)))) return near;
  const stored = await readRelated(transaction, accountId, near, keysOf(near));
  return factsOf([...new Map([...stored, ...known].map((each) => [each.fact.key, each])).values()]);
}

const keysOf = (facts: readonly Fact[]): string[] => facts.map(({ key }) => key);

/** @param subscriptionId of a subscription's row */
type CustomerOf = (facts: readonly Fact[], subscriptionId?: string) => string | null;

/**
 * @param rows the facts that have just been stored with their customers
 * @returns left: the customers that lost facts, because an event identified the owner better, each with the customer
 * that has the first of them now; gained: each customer's new facts
 */
async function assignFacts(
  transaction: Transaction,
  accountId: string,
  known: readonly KnownFact[],
  rows: Touched['rows'],
  customerOf: (fact: Fact) => string | null,
): Promise<{
  readonly left: ReadonlyMap<string, string | null>;
  readonly gained: ReadonlyMap<string, readonly Fact[]>;
}> {
  const left = new Map<string, string | null>();
  const gained = new Map<string, readonly Fact[]>();
  const owners = new Map<string, string | null>();
  for (const [customerId, theirs] of Map.groupBy(known, ({ fact }) => customerOf(fact))) {
    const moving = theirs.filter((each) => each.customerId !== customerId);
    if (moving.length === 0) continue;
    for (const { customerId: former } of moving) {
      if (former !== null) left.set(former, left.get(former) ?? customerId);
    }
    const facts = factsOf(moving);
    if (customerId !== null) gained.set(customerId, facts);
    for (const { key } of facts) if (!rows.has(key)) owners.set(key, customerId);
  }
  await assignRows(transaction, accountId, 'facts', owners);
  return { left, gained };
}

async function projectRows(
  transaction: Transaction,
  accountId: string,
  { name, table, project }: ProjectedTable,
  { stated, near, wide }: Readonly<Record<'stated' | 'near' | 'wide', readonly Fact[]>>,
  customerOf: CustomerOf,
): Promise<void> {
  const facts = Map.groupBy(wide, (fact) => fact[name] ?? '');
  const factsOfId = (id: string) => facts.get(id) ?? [];
  const ownerOf = (id: string) => customerOf(factsOfId(id), table === 'subscriptions' ? id : undefined);
  const statedIds = idsIn(stated, name);
  const rows = statedIds.flatMap((id) => {
    const columns = project(id, factsOfId(id));
    return columns === null ? [] : [[id, { ...columns, customerId: ownerOf(id) }] as const];
  });
  await upsertRows(transaction, accountId, table, new Map(rows));
  // Their content has not changed, but their customer may have become known.
  const others = idsIn(near, name).filter((id) => !statedIds.includes(id));
  const owners = new Map(others.map((id) => [id, ownerOf(id)]));
  await assignRows(transaction, accountId, table, owners);
}

/** @param facts as stored: an earlier event's statement may count */
function projectRefunds(transaction: Transaction, accountId: string, facts: readonly Fact[]): Promise<void> {
  const refunds = facts.filter((fact) => fact.kind === 'refund');
  return upsertRows(transaction, accountId, 'refunds', new Map(refunds.map((fact) => [fact.key, refundColumns(fact)])));
}
