import type Big from 'big.js';
import { type Clock, createClock } from '../clock.ts';
import type { FastSpringEvent } from './events.ts';
import { entityId, upperCaseId } from './identifiers.ts';
import type { Expansion } from './payloads/expansion.ts';
import type { Payload } from './payloads/values.ts';
import type { Chargeback, Customer, Order, Product, Quote, Return, Subscription } from './records.ts';

/** One seller's store: its sales, and every event they caused, oldest first. */
export interface Store {
  readonly clock: Clock;
  readonly customers: Map<string, Customer>;
  readonly products: Map<string, Product>;
  readonly orders: Map<string, Order>;
  readonly subscriptions: Map<string, Subscription>;
  readonly returns: Map<string, Return>;
  readonly chargebacks: Chargeback[];
  readonly quotes: Map<string, Quote>;
  readonly sessions: Map<string, CheckoutSession>;
  readonly events: FastSpringEvent[];
  /** ids of customers with a purchase: FastSpring has no account for anybody else */
  readonly buyers: Set<string>;
  /** ids of events that a receiver accepted or marked through the API */
  readonly processedEvents: Set<string>;
  /** the secret of each webhook, by its address */
  readonly webhooks: Map<string, string>;
  /** the webhook's expansion box: objects instead of ids in the events that follow */
  expanded: boolean;
}

/** A checkout made through the API, waiting for its buyer. */
export interface CheckoutSession {
  readonly id: string;
  readonly customerId: string | null;
  readonly buyer: SessionBuyer;
  /** ISO-2 */
  readonly country: string;
  readonly currency: string;
  readonly lines: readonly { readonly product: Product; readonly quantity: number }[];
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly live: boolean;
}

interface SessionBuyer {
  readonly email?: string | undefined;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  readonly company?: string | undefined;
}

export interface CustomerOptions {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly company?: string;
  readonly phone?: string;
  /** ISO-2 */
  readonly country?: string;
  readonly language?: string;
  readonly customKey?: string;
}

export function createStore(): Store {
  return {
    clock: createClock(),
    customers: new Map(),
    products: new Map(),
    orders: new Map(),
    subscriptions: new Map(),
    returns: new Map(),
    chargebacks: [],
    quotes: new Map(),
    sessions: new Map(),
    events: [],
    buyers: new Set(),
    processedEvents: new Set(),
    webhooks: new Map(),
    expanded: true,
  };
}

/** A customer without any order yet; FastSpring knows them from their first order on. */
export function addCustomer(store: Store, options: CustomerOptions): Customer {
  const customer: Customer = {
    id: entityId(),
    first: options.first,
    last: options.last,
    email: options.email,
    company: options.company ?? null,
    phone: options.phone ?? null,
    country: options.country ?? 'DE',
    language: options.language ?? 'en',
    city: 'Musterstadt',
    postalCode: '10001',
    street: 'Beispielweg 7',
    customKey: options.customKey ?? null,
  };
  store.customers.set(customer.id, customer);
  return customer;
}

export function addProduct(store: Store, product: Product): Product {
  store.products.set(product.path, product);
  return product;
}

/**
 * Records an event in the store and returns it; `at` in ms. Its `data` is rendered on every read, because the data of
 * ten thousand orders would not fit into memory: `render` must read copies, not objects that change later.
 */
export function emit(
  store: Store,
  type: string,
  at: number,
  live: boolean,
  render: (expansion: Expansion) => Payload,
): FastSpringEvent {
  const expansion = { expanded: store.expanded };
  let rendered: Payload | undefined;
  const event: FastSpringEvent = {
    id: upperCaseId('EV', 28),
    live,
    processed: false,
    type,
    created: at,
    // Few events of a long history are ever read, and some of them often.
    get data() {
      rendered ??= render(expansion);
      return rendered;
    },
  };
  store.events.push(event);
  renderings.set(event, render);
  return event;
}

const renderings = new WeakMap<FastSpringEvent, (expansion: Expansion) => Payload>();

/** A resend of an event after the expansion box was switched; `created` in ms. */
export function retoldEvent(event: FastSpringEvent, created: number, expanded: boolean): FastSpringEvent {
  const render = renderings.get(event);
  return {
    ...event,
    id: upperCaseId('EV', 28),
    created,
    data: render === undefined ? event.data : render({ expanded }),
  };
}

/** The tax on a net amount for a buyer in this country, rounded to cents. */
export function taxOn(net: Big, country: string): Big {
  return net
    .times(TAX_PERCENT[country] ?? '0')
    .div(100)
    .round(2);
}

/** The value of a unit of the currency in payout dollars, in this sandbox. */
export function payoutRate(currency: string): string {
  return PAYOUT_RATES[currency] ?? '1';
}

export const PAYOUT_CURRENCY = 'USD';

const TAX_PERCENT: Readonly<Record<string, string>> = {
  DE: '19',
  ES: '21',
  FR: '20',
  GB: '20',
  ID: '11',
  IE: '23',
  PT: '23',
  TR: '20',
};

const PAYOUT_RATES: Readonly<Record<string, string>> = { EUR: '1.09', GBP: '1.27', JPY: '0.0066', BRL: '0.18' };
