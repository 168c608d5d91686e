import Big from 'big.js';
import type { World } from './world.ts';

/*
 * The ledger that a world must have, derived from its state at the end and from none of its events: a second opinion,
 * written without a look at the ledger's code.
 */

type Subscription = World['store']['subscriptions'] extends Map<string, infer Each> ? Each : never;

interface ExpectedSubscription {
  readonly state: string;
  readonly quantity: number;
  readonly price: string;
  readonly nextChargeAt: number | null;
  /** null while it has no end */
  readonly endsAt: number | null;
  readonly trialEndsAt: number | null;
  /** its last four digits and expiry; null until FastSpring reports it */
  readonly card: string | null;
}

export interface ExpectedLedger {
  readonly status: string;
  readonly paid: string;
  readonly refunded: string;
  readonly net: string;
  /** without tax */
  readonly monthly: string;
  readonly subscriptions: Readonly<Record<string, ExpectedSubscription>>;
}

export function expectedLedger({ store }: World): ExpectedLedger {
  const subscriptions = [...store.subscriptions.values()];
  const orders = [...store.orders.values()].filter(({ state }) => state === 'completed');
  const returns = [...store.returns.values()];
  const paid = sum(orders.map(({ total }) => total));
  const refunded = sum(returns.map(({ total }) => total));
  const tax = sum(orders.map((order) => order.tax)).minus(sum(returns.map((refund) => refund.tax)));
  const charged = subscriptions.filter(({ state }) => state === 'active' || state === 'overdue');
  return {
    status: expectedStatus({ store }),
    paid: paid.toFixed(),
    refunded: refunded.toFixed(),
    net: paid.minus(refunded).minus(tax).toFixed(),
    monthly: sum(charged.map(({ price, quantity }) => new Big(price).times(quantity).toFixed())).toFixed(),
    subscriptions: Object.fromEntries(subscriptions.map((each) => [each.id, expectedSubscription(each)])),
  };
}

function expectedSubscription(subscription: Subscription): ExpectedSubscription {
  const { state, quantity, price, next, deactivationDate, end, trialEndsAt, paymentMethod } = subscription;
  const isCharged = state === 'active' || state === 'trial' || state === 'overdue';
  return {
    state,
    quantity,
    price: new Big(price).toFixed(),
    nextChargeAt: isCharged ? next : null,
    endsAt: state === 'canceled' || state === 'deactivated' ? (deactivationDate ?? end) : null,
    trialEndsAt: state === 'trial' ? trialEndsAt : null,
    card: paymentMethod && `${paymentMethod.last4} ${paymentMethod.expires.replace(/^(..).(..)$/, '20$2-$1')}`,
  };
}

/** In the form of the README's table. */
function expectedStatus({ store }: Pick<World, 'store'>): string {
  const states = new Set([...store.subscriptions.values()].map(({ state }) => state));
  const paidFor = [...store.orders.values()].filter(({ total }) => Number(total) > 0);
  const isGivenBack = ({ id }: { id: string }) =>
    [...store.returns.values()].some(({ order, isFull }) => order.id === id && isFull);
  const plans = new Set([...store.subscriptions.values()].map(({ initialOrderId }) => initialOrderId));
  const boughtForGood = paidFor.filter(({ id, isRebill }) => !isRebill && !plans.has(id));
  if (states.has('overdue')) return 'overdue';
  if (paidFor.length > 0 && paidFor.every(isGivenBack) && !states.has('trial')) return 'refunded';
  if (states.has('active') || states.has('paused')) return 'paid';
  if (states.has('trial')) return 'trial';
  if (states.has('canceled')) return 'canceled';
  if (boughtForGood.some((order) => !isGivenBack(order))) return 'paid';
  return states.size > 0 ? 'ended' : 'none';
}

function sum(amounts: readonly string[]): Big {
  return amounts.reduce((total, amount) => total.plus(amount), new Big(0));
}
