import { foldEmail } from './email.ts';
import type { CustomerReference, Fact } from './fact.ts';
import { compareFacts } from './fact-order.ts';

const accountPrefix = 'account:';

/**
 * The customer of each fact: `account:{FastSpring account id}`, or `email:{folded address}` while no event of its order
 * or subscription names an account, or null if no event names a customer at all (a chargeback before its order). Data
 * missing from a fact is taken from its order, then from its subscription.
 */
export function identify(facts: readonly Fact[]): ReadonlyMap<string, string | null> {
  const inOrder = [...facts].sort(compareFacts);
  const orders = Map.groupBy(inOrder, ({ orderId }) => orderId);
  const subscriptions = Map.groupBy(inOrder, ({ subscriptionId }) => subscriptionId);
  // Facts that name none have nothing to do with each other.
  for (const groups of [orders, subscriptions]) groups.delete(null);
  return new Map(
    inOrder.map((fact) => {
      const related = [fact, ...(orders.get(fact.orderId) ?? []), ...(subscriptions.get(fact.subscriptionId) ?? [])];
      return [fact.key, identityIn(related.map(({ customer }) => customer))];
    }),
  );
}

/** The FastSpring account of an identity; null if it has none. */
export function accountIdOf(identity: string): string | null {
  return identity.startsWith(accountPrefix) ? identity.slice(accountPrefix.length) : null;
}

function identityIn(references: readonly CustomerReference[]): string | null {
  const account = references.find(({ fastspringAccountId }) => fastspringAccountId !== null)?.fastspringAccountId;
  if (account != null) return `${accountPrefix}${account}`;
  const emails = references.map(({ email }) => (email === null ? null : foldEmail(email)));
  const email = emails.find((folded) => folded !== null) ?? null;
  return email === null ? null : `email:${email}`;
}
