import { foldEmail } from './email.ts';
import type { CustomerReference, Fact } from './fact.ts';
import { compareFacts } from './fact-order.ts';

const accountPrefix = 'account:';

/** What some facts say of their customer first: an account, and a folded address. */
interface Named {
  readonly account: string | null;
  readonly email: string | null;
}

/**
 * The customer of each fact: `account:{FastSpring account id}`, or `email:{folded address}` while no event of its order
 * or subscription names an account, or null if no event names a customer at all (a chargeback before its order). Data
 * missing from a fact is taken from its order, then from its subscription.
 */
export function identify(facts: readonly Fact[]): ReadonlyMap<string, string | null> {
  const inOrder = [...facts].sort(compareFacts);
  const orders = firstNamed(inOrder, 'orderId');
  const subscriptions = firstNamed(inOrder, 'subscriptionId');
  return new Map(
    inOrder.map((fact) => {
      const related = [namedIn(fact.customer), orders.get(fact.orderId), subscriptions.get(fact.subscriptionId)];
      return [fact.key, identityOf(related)];
    }),
  );
}

/** The identity that the facts of one subscription give to those of them that name no customer. */
export function identityOfSubscription(facts: readonly Fact[]): string | null {
  return identityOf([...firstNamed([...facts].sort(compareFacts), 'subscriptionId').values()]);
}

/** The FastSpring account of an identity; null if it has none. */
export function accountIdOf(identity: string): string | null {
  return identity.startsWith(accountPrefix) ? identity.slice(accountPrefix.length) : null;
}

/** Facts that name no order, or no subscription, have nothing to do with each other. */
function firstNamed(inOrder: readonly Fact[], name: 'orderId' | 'subscriptionId'): ReadonlyMap<string | null, Named> {
  const found = new Map<string | null, Named>();
  for (const fact of inOrder) {
    const id = fact[name];
    if (id === null) continue;
    const [earlier, own] = [found.get(id), namedIn(fact.customer)];
    found.set(id, { account: earlier?.account ?? own.account, email: earlier?.email ?? own.email });
  }
  return found;
}

function namedIn({ fastspringAccountId, email }: CustomerReference): Named {
  return { account: fastspringAccountId, email: email === null ? null : foldEmail(email) };
}

function identityOf(related: readonly (Named | undefined)[]): string | null {
  const first = (name: keyof Named) => related.map((named) => named?.[name] ?? null).find((value) => value !== null);
  const [account, email] = [first('account'), first('email')];
  if (account !== undefined) return `${accountPrefix}${account}`;
  return email === undefined ? null : `email:${email}`;
}
