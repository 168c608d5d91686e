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

function buyer(store: Store, session: CheckoutSession, email: string | undefined): Customer {
  const known = session.customerId === null ? undefined : store.customers.get(session.customerId);
  const address = email ?? known?.email ?? session.email ?? 'buyer@nowhere.example';
  const customer = [...store.customers.values()].find((candidate) => candidate.email === address);
  return customer ?? addCustomer(store, { first: 'New', last: 'Buyer', email: address });
}
