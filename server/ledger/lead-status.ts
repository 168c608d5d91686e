import type { RefundFact } from './fact.ts';
import { givenBackOf, isGivenBack } from './given-back.ts';
import { add, isZero, subtract } from './money.ts';
import type { ProjectedOrder } from './project-order.ts';
import type { ProjectedSubscription } from './project-subscription.ts';
import type { SubscriptionState } from './subscription-state.ts';

export interface StatusOrder
  extends Pick<ProjectedOrder, 'orderId' | 'state' | 'occurredAt' | 'currency' | 'total' | 'tax' | 'live'> {
  /** the subscriptions that it paid for, initially or as a renewal; empty if none */
  readonly subscriptionIds: readonly string[];
}

/** Its currency may be another than the order's: a bank takes back in its own. */
export interface StatusRefund
  extends Pick<RefundFact, 'orderId' | 'occurredAt' | 'currency' | 'total' | 'tax' | 'live'> {
  readonly kind: RefundFact['refundKind'];
}

type StatusSubscription = Pick<ProjectedSubscription, 'subscriptionId' | 'state' | 'currency' | 'monthly' | 'live'>;

/** All payments of a lead's customers together. */
export interface LeadPayments {
  readonly orders: readonly StatusOrder[];
  readonly refunds: readonly StatusRefund[];
  readonly subscriptions: readonly StatusSubscription[];
}

/**
 * A lead's status. Test orders and test subscriptions never count. The first matching line decides:
 *
 * | status     | when                                                                                         |
 * |------------|----------------------------------------------------------------------------------------------|
 * | chargeback | a bank took money back and nothing was paid since                                            |
 * | overdue    | a subscription's renewal is not paid                                                         |
 * | refunded   | something was paid, and all of it was given back; unless a trial runs                        |
 * | paid       | a subscription is active or paused, or a new one was paid that is not known yet              |
 * | trial      | a trial runs                                                                                 |
 * | canceled   | a subscription runs out                                                                      |
 * | paid       | something was paid that is no subscription, and not all of it was given back                 |
 * | ended      | there were subscriptions, all are over                                                       |
 * | paid       | an order is completed, though it cost nothing                                                |
 * | pending    | an order waits for its payment or approval                                                   |
 * | none       | everything else: nothing, or only failed and canceled orders                                 |
 */
export function leadStatus(payments: LeadPayments) {
  const { completed, refunds } = livePayments(payments);
  const subscriptions = payments.subscriptions.filter(({ live }) => live);
  const has = (...states: readonly SubscriptionState[]) => subscriptions.some(({ state }) => states.includes(state));
  const kept = completed.filter((order) => !isGivenBack(order, refunds));
  const paidFor = completed.filter((order) => !isZero(order.total));

  if (chargedBackSinceLastPayment(completed, refunds)) return 'chargeback';
  if (has('overdue')) return 'overdue';
  if (paidFor.length > 0 && paidFor.every((order) => isGivenBack(order, refunds)) && !has('trial')) return 'refunded';
  if (has('active', 'paused') || kept.some((order) => paysForUnknown(order, payments.subscriptions))) return 'paid';
  if (has('trial')) return 'trial';
  if (has('canceled')) return 'canceled';
  if (kept.some((order) => order.subscriptionIds.length === 0)) return 'paid';
  if (subscriptions.length > 0) return 'ended';
  if (kept.length > 0) return 'paid';
  const waiting = payments.orders.some(
    ({ live, state }) => live && (state === 'payment_pending' || state === 'approval_pending'),
  );
  return waiting ? 'pending' : 'none';
}

/** Its subscription's own events have not arrived yet, or never will. */
function paysForUnknown({ subscriptionIds, total }: StatusOrder, known: LeadPayments['subscriptions']): boolean {
  const ids = new Set(known.map(({ subscriptionId }) => subscriptionId));
  return !isZero(total) && subscriptionIds.some((id) => !ids.has(id));
}

export interface CurrencyTotals {
  readonly currency: string;
  readonly paid: string;
  readonly tax: string;
  readonly refunded: string;
  /** tax less the tax of refunds: paid − refunded − taxKept = net */
  readonly taxKept: string;
  readonly net: string;
  /** the tax of some orders is unknown: it is in no sum, and `net` is too high by that amount */
  readonly taxUnknown?: true;
}

/**
 * Sums per currency over live completed orders and their refunds and chargebacks, each in its own currency. Per order
 * never more is given back than was paid. The currency with the most orders comes first.
 */
export function totalsOf(payments: LeadPayments): readonly CurrencyTotals[] {
  const { completed, refunds } = livePayments(payments);
  const ordersById = new Map(completed.map((order) => [order.orderId, order]));
  const inOtherCurrencies = refunds.filter(({ orderId, currency }) => {
    const order = ordersById.get(orderId);
    return order !== undefined && order.currency !== currency;
  });
  const given = [
    ...completed.map((order) => ({ currency: order.currency, ...givenBackOf(order, refunds) })),
    ...inOtherCurrencies,
  ];
  const ordersIn = Map.groupBy(completed, ({ currency }) => currency);
  const givenIn = Map.groupBy(given, ({ currency }) => currency);
  const count = (currency: string) => ordersIn.get(currency)?.length ?? 0;
  return [...givenIn]
    .sort(([one], [other]) => count(other) - count(one) || one.localeCompare(other, 'en'))
    .map(([currency, back]) => {
      const orders = ordersIn.get(currency) ?? [];
      const paid = add(...orders.map(({ total }) => total));
      const tax = add(...orders.map((order) => order.tax ?? '0'));
      const refunded = add(...back.map(({ total }) => total));
      const refundedTax = add(...back.map((refund) => refund.tax));
      const taxKept = subtract(tax, refundedTax);
      const net = subtract(subtract(paid, refunded), taxKept);
      const isUnknown = orders.some((order) => order.tax === null);
      return { currency, paid, tax, refunded, taxKept, net, ...(isUnknown && { taxUnknown: true }) };
    });
}

/** Per currency, for subscriptions with a charge to come: active and overdue ones, no trials. */
export function recurringOf({ subscriptions }: LeadPayments) {
  const recurring = subscriptions
    .filter(isToBeCharged)
    .flatMap(({ currency, monthly }) => (currency !== null && monthly !== null ? [{ currency, monthly }] : []));
  return [...Map.groupBy(recurring, ({ currency }) => currency)]
    .map(([currency, entries]) => ({ currency, monthly: add(...entries.map(({ monthly }) => monthly)) }))
    .filter(({ monthly }) => !isZero(monthly))
    .sort((one, other) => one.currency.localeCompare(other.currency, 'en'));
}

/** Test subscriptions never count. */
export function isToBeCharged({ live, state }: Pick<StatusSubscription, 'live' | 'state'>): boolean {
  return live && (state === 'active' || state === 'overdue');
}

function livePayments({ orders, refunds }: LeadPayments) {
  return {
    completed: orders.filter(({ live, state }) => live && state === 'completed'),
    refunds: refunds.filter(({ live }) => live),
  };
}

function chargedBackSinceLastPayment(completed: readonly StatusOrder[], refunds: readonly StatusRefund[]): boolean {
  const chargebacks = refunds.filter(
    ({ kind, orderId }) => kind === 'chargeback' && completed.some((order) => order.orderId === orderId),
  );
  const latest = Math.max(...chargebacks.map(({ occurredAt }) => occurredAt));
  const paidSince = completed.some(
    (order) =>
      order.occurredAt > latest &&
      !isZero(order.total) &&
      !chargebacks.some(({ orderId }) => orderId === order.orderId),
  );
  return chargebacks.length > 0 && !paidSince;
}
