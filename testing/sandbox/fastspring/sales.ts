import Big from 'big.js';
import type { FastSpringEvent } from './events.ts';
import { entityId, reference } from './identifiers.ts';
import { accountPayload } from './payloads/accounts.ts';
import { chargebackPayload } from './payloads/chargebacks.ts';
import { chargeCompletedPayload } from './payloads/charges.ts';
import { orderPayload } from './payloads/orders.ts';
import { orderPayoutPayload, returnPayoutPayload } from './payloads/payouts.ts';
import { returnPayload } from './payloads/returns.ts';
import { subscriptionPayload } from './payloads/subscriptions.ts';
import type { Customer, Order, OrderLine, Payment, Product, Return, Subscription } from './records.ts';
import { emit, PAYOUT_CURRENCY, payoutRate, type Store, taxOn } from './store.ts';
import { startSubscription, subscriptionPeriod } from './subscription-period.ts';

export interface Purchase {
  readonly customer: Customer;
  /** `discount` is taken off the line, net */
  readonly lines: readonly { readonly product: Product; readonly quantity: number; readonly discount?: string }[];
  readonly currency?: string;
  /** ms; now by default */
  readonly at?: number;
  /** false for a test order */
  readonly live?: boolean;
  readonly payment?: Payment;
  readonly tags?: Readonly<Record<string, string>>;
  readonly quoteId?: string;
  /** days of free trial: the order's total is 0 and the first charge comes later */
  readonly trialDays?: number;
}

export interface Sale {
  readonly order: Order;
  readonly subscriptions: readonly Subscription[];
  /** in FastSpring's own order: the activation comes before the order */
  readonly events: readonly FastSpringEvent[];
}

/** A paid order, with the subscriptions it starts and the payout entry. */
export function purchase(store: Store, options: Purchase): Sale {
  const { order, subscriptions } = createOrder(store, options, 'completed');
  const { live, changedAt: at, customer } = order;
  const isFirst = !store.buyers.has(customer.id);
  store.buyers.add(customer.id);
  const sold = { ...order };
  const started = subscriptions.map((subscription) => ({ ...subscription }));
  const events = [
    ...(isFirst ? [emit(store, 'account.created', at, live, () => accountPayload(customer))] : []),
    ...started.map((subscription) =>
      emit(store, 'subscription.activated', at + 20, live, (expansion) => subscriptionPayload(subscription, expansion)),
    ),
    emit(store, 'payoutEntry.created', at + 90, live, ({ expanded }) => orderPayoutPayload(sold, expanded)),
    emit(store, 'order.completed', at + 60, live, (expansion) =>
      orderPayload(sold, expansion, (id) => started.find((subscription) => subscription.id === id)),
    ),
  ];
  return { order, subscriptions, events };
}

/** An order that is not paid: declined, canceled, waiting for money or for approval. */
export function unpaidOrder(store: Store, options: Purchase, state: Exclude<Order['state'], 'completed'>): Sale {
  const { order } = createOrder(store, options, state);
  return { order, subscriptions: [], events: [tellOrder(store, order)] };
}

/** The money of a waiting order arrives, or it is given up (`EXPIRE`). */
export function settleOrder(store: Store, order: Order, state: 'completed' | 'canceled'): FastSpringEvent {
  order.state = state;
  order.changedAt = store.clock.now();
  order.reason = state === 'canceled' ? 'EXPIRE' : null;
  if (state === 'completed') order.reference = reference(order.changedAt);
  return tellOrder(store, order);
}

/** A rebill: a new order, and the subscription's next period. */
export function renew(store: Store, subscription: Subscription, at = subscription.next ?? store.clock.now()): Sale {
  const { customer, product, quantity, currency, live, tags } = subscription;
  const line = orderLine(product, quantity, new Big(subscription.price).times(quantity), subscription.id);
  const order: Order = {
    ...orderOf(customer, [line], currency, at, live),
    reference: reference(at, 'B'),
    isRebill: true,
    tags,
  };
  store.orders.set(order.id, order);
  Object.assign(subscription, {
    sequence: subscription.sequence + 1,
    state: 'active',
    next: subscriptionPeriod(at, subscription.interval),
    changedAt: at,
    overdueNoticesSent: 0,
    declineReason: null,
  });
  const sold = { ...order };
  const renewed = { ...subscription };
  const events = [
    emit(store, 'subscription.charge.completed', at + 30, live, (expansion) =>
      chargeCompletedPayload(sold, renewed, expansion),
    ),
    emit(store, 'payoutEntry.created', at + 80, live, ({ expanded }) => orderPayoutPayload(sold, expanded)),
  ];
  return { order, subscriptions: [subscription], events };
}

/** Gives money back; the whole order's unless `amount` (tax included) says otherwise. */
export function refund(
  store: Store,
  order: Order,
  options: {
    readonly amount?: string;
    readonly reason?: string;
    readonly at?: number;
    readonly isCompleted?: boolean;
  } = {},
): { refund: Return; events: readonly FastSpringEvent[] } {
  const at = options.at ?? store.clock.now();
  const total = options.amount ?? order.total;
  const share = new Big(order.total).eq(0) ? new Big(0) : new Big(total).div(order.total);
  const made: Return = {
    id: entityId(),
    reference: reference(at, 'X'),
    order,
    total: new Big(total).toFixed(2),
    tax: share.times(order.tax).toFixed(2),
    isFull: new Big(total).eq(order.total),
    isCompleted: options.isCompleted ?? true,
    reason: options.reason ?? 'Product Not As Expected',
    at,
  };
  store.returns.set(made.id, made);
  const told = { ...made, order: { ...order } };
  const events = [
    emit(store, 'return.created', at + 10, order.live, (expansion) => returnPayload(told, expansion)),
    emit(store, 'payoutEntry.created', at + 70, order.live, ({ expanded }) => returnPayoutPayload(told, expanded)),
  ];
  return { refund: made, events };
}

export function chargeback(store: Store, order: Order, at = store.clock.now()): FastSpringEvent {
  const made = { order, amount: order.total, caseId: `dsp_${entityId().toLowerCase()}`, at };
  store.chargebacks.push(made);
  return emit(store, 'chargeback.created', at, order.live, () => chargebackPayload(made));
}

/** The lines of an order as sold: net prices, in this currency. */
export function orderLines(lines: Purchase['lines'], currency: string, isFree: boolean): OrderLine[] {
  return lines.map(({ product, quantity, discount = '0.00' }) => {
    const price = product.prices[currency];
    if (price === undefined) throw new Error(`${product.path} has no price in ${currency}`);
    const subtotal = isFree ? new Big(0) : new Big(price).times(quantity).minus(discount);
    const line = orderLine(product, quantity, subtotal, product.interval === null ? null : entityId());
    return { ...line, discount };
  });
}

function createOrder(
  store: Store,
  options: Purchase,
  state: Order['state'],
): { order: Order; subscriptions: Subscription[] } {
  const at = options.at ?? store.clock.now();
  const { customer, currency = 'EUR', live = true } = options;
  const lines = orderLines(options.lines, currency, options.trialDays !== undefined);
  const isCompleted = state === 'completed';
  const base = orderOf(customer, lines, currency, at, live);
  const order: Order = {
    ...base,
    reference: isCompleted ? base.reference : null,
    state,
    reason: isCompleted ? null : (UNPAID_REASONS[state] ?? null),
    payment: options.payment ?? base.payment,
    tags: options.tags ?? {},
    quoteId: options.quoteId ?? null,
  };
  store.orders.set(order.id, order);
  const subscriptions = isCompleted ? lines.flatMap((line) => startSubscription(store, order, line, options)) : [];
  return { order, subscriptions };
}

const UNPAID_REASONS: Readonly<Partial<Record<Order['state'], string>>> = {
  failed: 'PAYMENT',
  canceled: 'FORCE',
  'payment.pending': 'wireTransfer',
  'approval.pending': 'purchaseOrder',
};

function orderOf(customer: Customer, lines: readonly OrderLine[], currency: string, at: number, live: boolean): Order {
  const subtotal = lines.reduce((sum, line) => sum.plus(line.subtotal), new Big(0));
  const tax = taxOn(subtotal, customer.country);
  return {
    id: entityId(),
    reference: reference(at),
    customer,
    currency,
    payoutCurrency: PAYOUT_CURRENCY,
    payoutRate: payoutRate(currency),
    total: subtotal.plus(tax).toFixed(2),
    tax: tax.toFixed(2),
    subtotal: subtotal.toFixed(2),
    discount: lines.reduce((sum, line) => sum.plus(line.discount), new Big(0)).toFixed(2),
    lines,
    live,
    state: 'completed',
    reason: null,
    changedAt: at,
    createdAt: at,
    isRebill: false,
    payment: live ? { type: 'creditcard', brand: 'visa', last4: '4242' } : { type: 'test', last4: '4242' },
    tags: {},
    quoteId: null,
  };
}

function orderLine(product: Product, quantity: number, subtotal: Big, subscriptionId: string | null): OrderLine {
  return { product, quantity, subtotal: subtotal.toFixed(2), discount: '0.00', subscriptionId };
}

function tellOrder(store: Store, order: Order): FastSpringEvent {
  const now = { ...order };
  return emit(store, `order.${now.state}`, now.changedAt, now.live, (expansion) => orderPayload(now, expansion));
}
