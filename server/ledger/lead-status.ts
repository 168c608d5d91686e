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
  return statusFrom(summaryOf(payments), payments.subscriptions);
}

/** What decides a lead's status besides its subscriptions: of its live completed orders, if not said otherwise. */
export interface OrderSummary {
  /** a bank took money back and nothing was paid since */
  readonly isChargedBack: boolean;
  /** something was paid, and all of it was given back */
  readonly isGivenBack: boolean;
  /** kept: at least one that was not given back in full */
  readonly keepsAny: boolean;
  readonly keepsWithoutSubscription: boolean;
  /** kept, not free, and for a subscription that is not known; may be left out where a known one is active or paused */
  readonly paysForUnknown: boolean;
  /** a live order waits for its payment or approval */
  readonly isWaiting: boolean;
}

/** The same as `leadStatus`, of orders that were summarized elsewhere. */
export function statusFrom(orders: OrderSummary, known: LeadPayments['subscriptions']) {
  const subscriptions = known.filter(({ live }) => live);
  const has = (...states: readonly SubscriptionState[]) => subscriptions.some(({ state }) => states.includes(state));

  if (orders.isChargedBack) return 'chargeback';
  if (has('overdue')) return 'overdue';
  if (orders.isGivenBack && !has('trial')) return 'refunded';
  if (has('active', 'paused') || orders.paysForUnknown) return 'paid';
  if (has('trial')) return 'trial';
  if (has('canceled')) return 'canceled';
  if (orders.keepsWithoutSubscription) return 'paid';
  if (subscriptions.length > 0) return 'ended';
  if (orders.keepsAny) return 'paid';
  return orders.isWaiting ? 'pending' : 'none';
}

function summaryOf(payments: LeadPayments): OrderSummary {
  const { completed, refunds, refundsOf } = livePayments(payments);
  const known = new Set(payments.subscriptions.map(({ subscriptionId }) => subscriptionId));
  const isBack = (order: StatusOrder) => isGivenBack(order, refundsOf(order));
  const kept = completed.filter((order) => !isBack(order));
  const paidFor = completed.filter((order) => !isZero(order.total));
  return {
    isChargedBack: chargedBackSinceLastPayment(completed, refunds),
    isGivenBack: paidFor.length > 0 && paidFor.every(isBack),
    keepsAny: kept.length > 0,
    keepsWithoutSubscription: kept.some(({ subscriptionIds }) => subscriptionIds.length === 0),
    // Its subscription's own events have not arrived yet, or never will.
    paysForUnknown: kept.some(
      ({ subscriptionIds, total }) => !isZero(total) && subscriptionIds.some((id) => !known.has(id)),
    ),
    isWaiting: payments.orders.some(
      ({ live, state }) => live && (state === 'payment_pending' || state === 'approval_pending'),
    ),
  };
}

/** Sums over live completed orders and what was given back of them, in one currency. */
export interface CurrencySums extends Pick<CurrencyTotals, 'currency' | 'paid' | 'tax' | 'refunded'> {
  readonly orders: number;
  readonly refundedTax: string;
  /** of some orders */
  readonly isTaxUnknown: boolean;
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
  const { completed, refundsOf } = livePayments(payments);
  return totalsFrom(
    completed.flatMap((order) => {
      const refunds = refundsOf(order);
      return [
        sumsOf(order, refunds),
        ...refunds.filter(({ currency }) => currency !== order.currency).map(sumsOfRefund),
      ];
    }),
  );
}

function sumsOf(order: StatusOrder, refunds: readonly StatusRefund[]): CurrencySums {
  const { total: refunded, tax: refundedTax } = givenBackOf(order, refunds);
  const { currency, total: paid, tax } = order;
  return { currency, orders: 1, paid, tax: tax ?? '0', refunded, refundedTax, isTaxUnknown: tax === null };
}

function sumsOfRefund({ currency, total: refunded, tax: refundedTax }: StatusRefund): CurrencySums {
  return { currency, orders: 0, paid: '0', tax: '0', refunded, refundedTax, isTaxUnknown: false };
}

/** @param parts any number of each currency */
export function totalsFrom(parts: readonly CurrencySums[]): readonly CurrencyTotals[] {
  return [...Map.groupBy(parts, ({ currency }) => currency)]
    .map(([currency, sums]) => ({ currency, sums, count: sums.reduce((count, { orders }) => count + orders, 0) }))
    .sort((one, other) => other.count - one.count || one.currency.localeCompare(other.currency, 'en'))
    .map(({ currency, sums }) => {
      const paid = add(...sums.map((sum) => sum.paid));
      const tax = add(...sums.map((sum) => sum.tax));
      const refunded = add(...sums.map((sum) => sum.refunded));
      const taxKept = subtract(tax, add(...sums.map((sum) => sum.refundedTax)));
      const net = subtract(subtract(paid, refunded), taxKept);
      const isUnknown = sums.some(({ isTaxUnknown }) => isTaxUnknown);
      return { currency, paid, tax, refunded, taxKept, net, ...(isUnknown && { taxUnknown: true }) };
    });
}

/** Per currency, for subscriptions with a charge to come: active and overdue ones, no trials. */
export function recurringOf({ subscriptions }: Pick<LeadPayments, 'subscriptions'>) {
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

function livePayments({ orders, refunds: all }: LeadPayments) {
  const refunds = all.filter(({ live }) => live);
  const byOrder = Map.groupBy(refunds, ({ orderId }) => orderId);
  return {
    completed: orders.filter(({ live, state }) => live && state === 'completed'),
    refunds,
    refundsOf: ({ orderId }: StatusOrder): readonly StatusRefund[] => byOrder.get(orderId) ?? [],
  };
}

function chargedBackSinceLastPayment(completed: readonly StatusOrder[], refunds: readonly StatusRefund[]): boolean {
  const ids = new Set(completed.map(({ orderId }) => orderId));
  const chargebacks = refunds.filter(({ kind, orderId }) => kind === 'chargeback' && ids.has(orderId));
  const taken = new Set(chargebacks.map(({ orderId }) => orderId));
  const latest = chargebacks.reduce((last, { occurredAt }) => Math.max(last, occurredAt), Number.NEGATIVE_INFINITY);
  const paidSince = completed.some(
    ({ occurredAt, total, orderId }) => occurredAt > latest && !isZero(total) && !taken.has(orderId),
  );
  return chargebacks.length > 0 && !paidSince;
}
