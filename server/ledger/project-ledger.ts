import type { CustomerReference, Fact, RefundFact } from './fact.ts';
import { identify } from './identity.ts';
import { mergeStatements, type StatedFact } from './merge-facts.ts';
import { projectCustomer } from './project-customer.ts';
import { type ProjectedOrder, projectOrder } from './project-order.ts';
import { type ProjectedSubscription, projectSubscription } from './project-subscription.ts';
import { placePayouts } from './returned-payouts.ts';

/** The whole ledger of an account as a function of its events' statements, in any order of arrival. */
export interface Ledger {
  /** by key; with the customer's identity */
  readonly facts: ReadonlyMap<string, StatedFact & { readonly identity: string | null }>;
  readonly orders: ReadonlyMap<string, ProjectedOrder & { readonly identity: string | null }>;
  readonly subscriptions: ReadonlyMap<string, ProjectedSubscription & { readonly identity: string | null }>;
  /** by fact key */
  readonly refunds: ReadonlyMap<string, RefundFact>;
  /** by identity */
  readonly customers: ReadonlyMap<string, CustomerReference>;
}

export function projectLedger(statements: readonly StatedFact[]): Ledger {
  const stated = mergeAll(statements);
  const facts = placePayouts([...stated.values()].map(({ fact }) => fact));
  const identities = identify(facts);
  return {
    facts: new Map(
      [...stated].map(([key, statement]) => [key, { ...statement, identity: identities.get(key) ?? null }]),
    ),
    orders: projectEach(facts, 'orderId', identities, (_id, theirs) => projectOrder(theirs)),
    subscriptions: projectEach(facts, 'subscriptionId', identities, projectSubscription),
    refunds: new Map(facts.filter((fact) => fact.kind === 'refund').map((fact) => [fact.key, fact])),
    customers: new Map(
      [...Map.groupBy(facts, ({ key }) => identities.get(key) ?? null)].flatMap(([identity, theirs]) =>
        identity === null ? [] : [[identity, projectCustomer(theirs)] as const],
      ),
    ),
  };
}

function mergeAll(statements: readonly StatedFact[]): ReadonlyMap<string, StatedFact> {
  const stated = new Map<string, StatedFact>();
  for (const statement of statements) {
    const known = stated.get(statement.fact.key);
    stated.set(statement.fact.key, known === undefined ? statement : mergeStatements(known, statement));
  }
  return stated;
}

function projectEach<Projected>(
  facts: readonly Fact[],
  name: 'orderId' | 'subscriptionId',
  identities: ReadonlyMap<string, string | null>,
  project: (id: string, facts: readonly Fact[]) => Projected | null,
): ReadonlyMap<string, Projected & { readonly identity: string | null }> {
  return new Map(
    [...Map.groupBy(facts, (fact) => fact[name])].flatMap(([id, theirs]) => {
      if (id === null) return [];
      const projected = project(id, theirs);
      if (projected === null) return [];
      return [[id, { ...projected, identity: identityOfGroup(theirs, identities) }] as const];
    }),
  );
}

/**
 * An account outranks an address; among several of a kind the smallest counts, so that the order of arrival never
 * decides.
 */
export function identityOfGroup(facts: readonly Fact[], identities: ReadonlyMap<string, string | null>): string | null {
  const named = facts.flatMap(({ key }) => identities.get(key) ?? []);
  return named.sort()[0] ?? null;
}
