import type { Customer } from './records.ts';
import { purchase, type Sale } from './sales.ts';
import { addCustomer, type CheckoutSession, type Store } from './store.ts';

/**
 * A buyer opens the link of a checkout and pays. The session's tags come back with the order, for any payer.
 * @param email the buyer's; the session's by default
 * @throws Error when the session has expired or never existed
 */
export function payCheckout(store: Store, sessionId: string, email?: string): Sale {
  const session = store.sessions.get(sessionId);
  if (!session || session.expiresAt <= store.clock.now()) throw new Error(`no open checkout session ${sessionId}`);
  const { lines, currency, tags, live } = session;
  return purchase(store, { customer: buyer(store, session, email), lines, currency, tags, live });
}

function buyer(
  store: Store,
  { buyer: given, customerId, country }: CheckoutSession,
  email: string | undefined,
): Customer {
  const known = customerId === null ? undefined : store.customers.get(customerId);
  const address = email ?? known?.email ?? given.email ?? 'buyer@nowhere.example';
  const customer = [...store.customers.values()].find((candidate) => candidate.email === address);
  const { first = 'New', last = 'Buyer', company } = given;
  return customer ?? addCustomer(store, { first, last, email: address, country, ...(company && { company }) });
}
