import type { OrderFact } from '../../../server/ledger/fact.ts';
import { at, readFacts } from './read-facts.ts';

export const hour = 3_600_000;
export const completed = 'subscription.charge.completed';

export const order = {
  id: 'O-2',
  reference: 'ACM251120-1043',
  changed: at - hour,
  currency: 'EUR',
  total: 238,
  tax: 38,
  items: [{ product: 'pro', display: 'Pro plan', quantity: 2, subtotal: 200 }],
};
export const subscription = {
  id: 'S-1',
  state: 'active',
  display: 'Pro plan',
  price: 119,
  currency: 'EUR',
  sequence: 2,
};
export const charge = {
  order,
  subscription,
  account: 'A-1',
  currency: 'EUR',
  total: 238,
  timestamp: at - 2 * hour,
  sequence: 2,
};

/** @throws Error when a completed charge with this data states no order */
export function orderIn(data: object): OrderFact {
  const [fact] = readFacts(completed, data);
  if (fact?.kind !== 'order') throw new Error('That states no order');
  return fact;
}
