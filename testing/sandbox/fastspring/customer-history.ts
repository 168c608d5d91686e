import { type FastSpringEvent, resentEvent } from './events.ts';
import type { Customer, Order, Return, Subscription } from './records.ts';
import { purchase, refund, renew } from './sales.ts';
import { addCustomer, addProduct, type CustomerOptions, type Store } from './store.ts';
import { cancel, remindOfOverduePayment } from './subscription-life.ts';

/** One customer's story, step by step, with each step's events in the best order for sending. */
export interface CustomerHistory {
  readonly customer: Customer;
  readonly subscription: Subscription;
  readonly firstOrder: Order;
  readonly renewalOrder: Order;
  readonly partialReturn: Return;
  /** a person unknown to Kommo */
  readonly stranger: Customer;
  readonly strangersOrder: Order;
  readonly events: {
    /** order.completed: EUR 238.00, of it EUR 38.00 German VAT, for two seats of the Pro plan */
    readonly firstPurchase: FastSpringEvent;
    /** subscription.activated */
    readonly activation: FastSpringEvent;
    /** subscription.charge.completed: the same sum once more */
    readonly renewal: FastSpringEvent;
    /** return.created: EUR 59.50 of the first order, of it EUR 9.50 VAT */
    readonly partialRefund: FastSpringEvent;
    /** subscription.payment.overdue */
    readonly overdue: FastSpringEvent;
    /** subscription.canceled: runs out at the end of its period */
    readonly cancellation: FastSpringEvent;
    /** order.completed of the stranger */
    readonly strangersPurchase: FastSpringEvent;
    /** the first purchase once more, under a new id, like a manual resend */
    readonly resend: FastSpringEvent;
  };
}

const DAY_MS = 86_400_000;

/**
 * Plays a customer's story in the store, ending now: bought 65 days ago, renewed, refunded in part, overdue, canceled.
 * The REST API's answers then agree with the events.
 */
export function customerHistory(store: Store, options: Partial<CustomerOptions> = {}): CustomerHistory {
  const start = store.clock.now() - 65 * DAY_MS;
  const plan = addProduct(store, {
    path: 'pro-plan-monthly',
    name: 'Pro plan',
    sku: 'PRO-M',
    prices: { EUR: '100.00', USD: '109.00' },
    interval: { unit: 'month', length: 1 },
  });
  const handbook = addProduct(store, {
    path: 'handbook',
    name: 'Handbook',
    sku: 'BOOK-1',
    prices: { EUR: '50.00', USD: '55.00' },
    interval: null,
  });
  const customer = addCustomer(store, {
    first: 'Anna',
    last: 'Schmidt',
    email: 'anna@acme.example',
    company: 'Acme GmbH',
    phone: '+49 30 5550199',
    language: 'de',
    ...options,
  });
  const stranger = addCustomer(store, { first: 'Jo', last: 'Unknown', email: 'jo@nowhere.example' });

  const first = purchase(store, { customer, lines: [{ product: plan, quantity: 2 }], at: start });
  const [subscription] = first.subscriptions;
  if (!subscription) throw new Error('a plan starts a subscription');
  const renewal = renew(store, subscription);
  const partial = refund(store, first.order, { amount: '59.50', at: renewal.order.createdAt + 5 * DAY_MS });
  const overdue = remindOfOverduePayment(store, subscription, subscription.next ?? store.clock.now());
  const cancellation = cancel(store, subscription, store.clock.now() - 60_000);
  const strangers = purchase(store, { customer: stranger, lines: [{ product: handbook, quantity: 1 }] });
  const firstPurchase = eventOf(first.events, 'order.completed');
  return {
    customer,
    subscription,
    firstOrder: first.order,
    renewalOrder: renewal.order,
    partialReturn: partial.refund,
    stranger,
    strangersOrder: strangers.order,
    events: {
      firstPurchase,
      activation: eventOf(first.events, 'subscription.activated'),
      renewal: eventOf(renewal.events, 'subscription.charge.completed'),
      partialRefund: eventOf(partial.events, 'return.created'),
      overdue,
      cancellation,
      strangersPurchase: eventOf(strangers.events, 'order.completed'),
      resend: resentEvent(firstPurchase, store.clock.now()),
    },
  };
}

function eventOf(events: readonly FastSpringEvent[], type: string): FastSpringEvent {
  const event = events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return event;
}
