import type { IncomingEvent } from '../webhook/batch.ts';

/**
 * FastSpring's REST API for the store of one of our accounts (https://developer.fastspring.com/reference). Every call
 * throws the errors of errors.ts and counts against the limit that all accounts share, so callers send one after the
 * other. Ids and product paths are FastSpring's own.
 */
export interface FastspringApi {
  /** @throws FastspringNotFound */
  readonly getAccount: (id: string) => Promise<BuyerAccount>;
  /** every account that fits, on however many pages */
  readonly findAccounts: (filter: AccountFilter) => Promise<readonly BuyerAccount[]>;
  readonly listOrders: (filter: OrderFilter, page: number) => Promise<Page<FastspringObject>>;
  /** those of them that exist */
  readonly getOrders: (ids: readonly string[]) => Promise<readonly FastspringObject[]>;
  /** refunds, which orders name by their ids; those of them that exist */
  readonly getReturns: (ids: readonly string[]) => Promise<readonly FastspringObject[]>;
  readonly listSubscriptions: (filter: SubscriptionFilter, page: number) => Promise<Page<FastspringObject>>;
  /** those of them that exist */
  readonly getSubscriptions: (ids: readonly string[]) => Promise<readonly FastspringObject[]>;
  /** @throws FastspringNotFound */
  readonly getSubscription: (id: string) => Promise<FastspringObject>;
  /** the orders of each period of a subscription; @throws FastspringNotFound */
  readonly listSubscriptionEntries: (id: string) => Promise<readonly FastspringObject[]>;
  /**
   * `unprocessed`: what FastSpring could not deliver, or was not acknowledged, to the first of the store's webhooks; of
   * the last 30 days at most and 25 at a time. Those beyond come only after these have been marked as processed, or in
   * a shorter period.
   */
  readonly listEvents: (which: 'processed' | 'unprocessed', filter: EventFilter) => Promise<ListedEvents>;
  readonly markEventProcessed: (eventId: string) => Promise<void>;
  readonly listProducts: (page: number) => Promise<Page<Product>>;
  /** @throws FastspringNotFound */
  readonly getProduct: (path: string) => Promise<Product>;
  /** a checkout of the kind that is called legacy now, but that many stores still have */
  readonly createSession: (session: SessionDraft) => Promise<Session>;
  readonly createCheckout: (place: CheckoutPlace, checkout: CheckoutDraft) => Promise<Checkout>;
  readonly createQuote: (quote: QuoteDraft) => Promise<Quote>;
  /** @throws FastspringNotFound */
  readonly getQuote: (id: string) => Promise<Quote>;
  /**
   * Has FastSpring sign the webhooks to this address with another secret from now on; at most 100 characters. The address
   * must be the one that the store has, letter for letter.
   * https://developer.fastspring.com/reference/update-webhook-key-secret
   */
  readonly setWebhookSecret: (url: string, secret: string) => Promise<void>;
}

/** An object whole, as FastSpring showed it. */
export interface FastspringObject {
  readonly id: string;
  /** its JSON text, every number with all its digits */
  readonly json: string;
}

/** Somebody who buys, in FastSpring's words an account. */
export interface BuyerAccount extends FastspringObject {
  /** null where the account has none */
  readonly email: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** null on the last page */
  readonly nextPage: number | null;
  /** of all pages; null where FastSpring does not say */
  readonly total: number | null;
}

type AccountFilter =
  | { readonly email: string }
  | { readonly orderId: string }
  | { readonly orderReference: string }
  | { readonly subscriptionId: string };

/** Days as `YYYY-MM-DD`; FastSpring wants `end` to be at least one day after `begin` and does not say in which time zone. */
interface Period {
  readonly begin?: string;
  readonly end?: string;
}

interface OrderFilter extends Period {
  readonly scope: 'all' | 'live' | 'test';
  readonly status?: 'completed' | 'canceled' | 'failed';
  /** only those with returns, or without */
  readonly returns?: boolean;
}

export interface SubscriptionFilter extends Period {
  readonly scope: 'all' | 'live' | 'test';
  readonly accountId?: string;
  readonly status?: 'active' | 'canceled' | 'deactivated' | 'overdue' | 'trial';
  /** what has to have happened in the period; without it FastSpring ignores the period */
  readonly event?: 'canceled' | 'charged' | 'created' | 'deactivated' | 'trialended' | 'trialstarted';
}

interface EventFilter extends Period {
  /** 1 to 30 */
  readonly days: number;
}

interface ListedEvents {
  readonly events: readonly IncomingEvent[];
  readonly more: boolean;
}

export interface Product {
  readonly path: string;
  /** by language, e.g. {"en": "Pro plan"} */
  readonly name: Readonly<Record<string, string>>;
  readonly sku: string | null;
  /** by currency, e.g. {"EUR": "99.00"}; FastSpring converts for the others */
  readonly prices: Readonly<Record<string, string>>;
  /** null for what is bought once; `adhoc` is charged when the seller says so */
  readonly renewal: {
    readonly interval: 'adhoc' | 'day' | 'week' | 'month' | 'year';
    readonly length: number;
  } | null;
}

interface Buyer {
  readonly email: string;
  readonly first?: string;
  readonly last?: string;
  readonly company?: string;
  readonly phone?: string;
}

interface DraftItem {
  readonly product: string;
  readonly quantity: number;
}

export interface SessionDraft {
  /** FastSpring's id of the account, or who will buy; `country` decides the currency and defaults to the US */
  readonly buyer: { readonly account: string } | { readonly contact: Buyer & { readonly country?: string } };
  readonly items: readonly DraftItem[];
  readonly coupon?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** days, at most 7; FastSpring's default is one */
  readonly expiration?: number;
}

/** The link is `https://{store}.onfastspring.com/session/{id}`. */
export interface Session {
  readonly id: string;
  /** ms since 1970; null when FastSpring does not say */
  readonly expiresAt: number | null;
}

interface CheckoutPlace {
  readonly storeId: string;
  /** `popup-…`, `embedded-…` or `web-…` */
  readonly checkoutId: string;
}

export interface CheckoutDraft {
  readonly live: boolean;
  /** two letters */
  readonly locale: string;
  readonly country?: string;
  readonly buyer: Buyer;
  readonly items: readonly DraftItem[];
  readonly coupon?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Checkout {
  readonly id: string;
  /** null when FastSpring gives none */
  readonly url: string | null;
  /** the buyer can pay there: nothing is missing */
  readonly ready: boolean;
  /** ms since 1970 */
  readonly expiresAt: number | null;
  /** FastSpring's own words, e.g. that a coupon was not applied */
  readonly warnings: readonly string[];
}

export interface QuoteDraft {
  readonly name: string;
  readonly recipient: Buyer;
  readonly address: {
    readonly country: string;
    readonly postalCode: string;
    readonly addressLine1?: string;
    readonly city?: string;
    readonly region?: string;
  };
  readonly items: readonly DraftItem[];
  readonly coupon?: string;
  readonly currency?: string;
  /** FastSpring's default is 30 */
  readonly expirationDateDays?: number;
  readonly notes?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Quote {
  readonly id: string;
  /** null when FastSpring gives none */
  readonly url: string | null;
  /** OPEN | CANCELED | AWAITING_PAYMENT | COMPLETED | EXPIRED */
  readonly status: string;
  /** ms since 1970 */
  readonly expiresAt: number | null;
  /** of the order that it became; null before */
  readonly orderReference: string | null;
}
