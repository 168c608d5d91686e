import type { SubscriptionDetails } from '../../ledger/fact.ts';
import type { SubscriptionState } from '../../ledger/subscription-state.ts';
import type { MatchReason } from '../../matching/match.ts';
import type { PaymentLinkView } from '../payment-links/payment-links-view.ts';
import type { Older } from './older-view.ts';
import type { OrderView } from './order-view.ts';
import type { Problem } from './problem-view.ts';
import type { ChargeView, MonthView } from './sums-view.ts';

/** What `GET` and `POST /api/v1/leads/{leadId}/payments` answer: the whole panel of one lead. */
export interface PaymentsView extends CardView {
  readonly leadId: number;
  /** paying customers without a lead, in the whole account; null when there are none, and for readers who may not link */
  readonly waiting: WaitingCustomers | null;
}

export interface WaitingCustomers {
  /** not counted beyond 100 */
  readonly count: number;
  readonly text: string;
}

/** What `GET /api/v1/contacts/{contactId}/payments` and `GET /api/v1/companies/{companyId}/payments` answer. */
export type PersonPaymentsView = CardView & { readonly leads: readonly CustomersLead[] } & (
    | { readonly contactId: number }
    | { readonly companyId: number }
  );

/** A lead that customers of a contact's or company's card are on, and that the reader may see in Kommo. */
export interface CustomersLead {
  readonly id: number;
  /** null while it has not been read */
  readonly name: string | null;
  readonly customerIds: readonly string[];
}

/**
 * What a card shows.
 *
 * Money is a decimal string in the currency named beside it (`"69.90"`, `"EUR"`; as many decimals as the currency has),
 * never converted. Times are ISO 8601 in UTC. Sums are over everything; `orders`, `subscriptions` and `history` have the
 * first hundred, or fewer where they are long: an answer has at most 60,000 bytes. `older…` leads to the rest.
 * Texts for people (`explanation`, `reason`, `text`) are in the language asked for by `Accept-Language`, the account's
 * otherwise, and are shown as they are.
 *
 * The `ETag` covers everything but `asOf`: a 304 says that the rest is unchanged.
 */
export interface CardView {
  readonly status: PaymentStatus;
  /** when the ledger was read for this answer */
  readonly asOf: string;
  /** what stands between this account and its first payment */
  readonly setup: SetupState;
  readonly rights: PanelRights;
  /** what the pages in FastSpring's own app begin with; the id of an order or subscription follows, encoded */
  readonly pages: { readonly order: string; readonly subscription: string };
  /** one per currency, the largest number of orders first */
  readonly totals: readonly CurrencyTotal[];
  /** what FastSpring keeps of live orders and pays out for them, refunds taken off: one per reported payout currency */
  readonly payouts: readonly { readonly currency: string; readonly fee: string; readonly net: string }[];
  /** one per currency; empty when nothing recurs */
  readonly recurring: readonly RecurringRevenue[];
  /** of the last twelve months and the next one, in the time zone that `zone` names, those in which something moves */
  readonly months: readonly MonthView[];
  /** the earliest charge to come */
  readonly nextCharge: ChargeView | null;
  /** the one that should have come more than a day ago and is not reported */
  readonly lateCharge: ChargeView | null;
  /** what a salesperson has to know or do, the most urgent first, at most twenty; empty when all is well */
  readonly problems: readonly Problem[];
  readonly customers: readonly LinkedCustomer[];
  /** customers that a person unlinked from this lead within the last day, the latest first */
  readonly unlinked: readonly UnlinkedCustomer[];
  /** paying customers who might belong to this lead, best first; only while `customers` is empty */
  readonly suggestions: readonly SuggestedCustomer[];
  /** running ones first, then the latest start first */
  readonly subscriptions: readonly SubscriptionView[];
  readonly olderSubscriptions: Older | null;
  /** newest first */
  readonly orders: readonly OrderView[];
  readonly olderOrders: Older | null;
  /** of the orders that name none themselves */
  readonly taxLabel: string;
  /** newest first */
  readonly history: readonly HistoryEntry[];
  readonly olderHistory: Older | null;
  /** newest first, the last twenty */
  readonly paymentLinks: readonly PaymentLinkView[];
}

/** `canceled` still runs and ends at its subscription's `endsAt`. */
export type PaymentStatus =
  | 'none'
  | 'pending'
  | 'trial'
  | 'paid'
  | 'overdue'
  | 'canceled'
  | 'ended'
  | 'refunded'
  | 'chargeback';

/**
 * `no-secret`: FastSpring's webhook secret is not saved yet; `no-event`: it is, and nothing has arrived yet; `refused`:
 * what arrived was refused.
 */
export type SetupState = 'no-secret' | 'no-event' | 'refused' | 'ready';

/** What the person who asks may do; the server decides again on every change. */
export interface PanelRights {
  readonly configure: boolean;
  /** suggested customers, and those who were unlinked */
  readonly link: boolean;
  /** for any of the account's customers, to link them */
  readonly search: boolean;
}

/** Over live completed orders. */
export interface PaidTotal {
  readonly currency: string;
  /** tax included */
  readonly paid: string;
}

/** Renewals included. */
interface CurrencyTotal extends PaidTotal {
  readonly tax: string;
  /** tax included, chargebacks included */
  readonly refunded: string;
  /** tax less the tax of refunds: paid − refunded − taxKept = net */
  readonly taxKept: string;
  /** paid and refunded, both without their tax */
  readonly net: string;
  /** the tax of some orders is not known: it is in no sum, and `net` is too high by as much */
  readonly taxUnknown?: true;
}

interface RecurringRevenue {
  readonly currency: string;
  /** normalised to one month, without tax */
  readonly monthly: string;
  /** e.g. "€99.00 a month + tax", where a next charge is known to contain tax */
  readonly text: string;
}

export interface UnlinkedCustomer {
  readonly id: string;
  /** e.g. "Maya unlinked the payments of Acme" */
  readonly text: string;
  /** the words on the button that links them again */
  readonly again: string;
}

/** A customer as FastSpring names them. */
export interface NamedCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly company: string | null;
}

export interface LinkedCustomer extends NamedCustomer {
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  readonly match: CustomerMatch;
}

interface CustomerMatch {
  readonly reason: MatchReason;
  readonly explanation: string;
  readonly since: string;
  /** the name of the Kommo user who linked it; null when it was found */
  readonly linkedBy: string | null;
  /** false while it is shown on the word of the open card and not checked in Kommo yet */
  readonly confirmed: boolean;
}

export interface SuggestedCustomer extends NamedCustomer {
  readonly reason: MatchReason;
  readonly explanation: string;
  /** tax included, per currency */
  readonly paid: readonly PaidTotal[];
  readonly lastPaymentAt: string | null;
}

/** What a customer has paid. */
export interface Paid {
  /** one per currency; empty when only test orders are known */
  readonly totals: readonly PaidTotal[];
  readonly lastPayment: {
    readonly at: string;
    readonly amount: string;
    readonly currency: string;
    readonly product: string | null;
  } | null;
}

/** What `GET /api/v1/customers?search=` answers, and the same on a lead. */
export interface FoundCustomers {
  readonly customers: readonly SuggestedCustomer[];
}

export interface SubscriptionView {
  readonly id: string;
  readonly state: SubscriptionState;
  readonly product: string;
  readonly sku: string | null;
  readonly quantity: number;
  /** of one unit for one interval, as the shop lists it; null when unknown */
  readonly price: string | null;
  /** the whole quantity, e.g. "5 × €19.80 a month + tax", where tax is known to come on top; null when unknown */
  readonly priceText: string | null;
  readonly currency: string | null;
  readonly interval: SubscriptionDetails['interval'];
  readonly intervalLength: number | null;
  readonly startedAt: string | null;
  /** this and the other optional fields are left out where they are unknown or say nothing */
  readonly trialEndsAt?: string;
  readonly nextChargeAt: string | null;
  /** tax included */
  readonly nextChargeTotal?: string;
  /** what it is paid with, e.g. "Visa •••• 4242, expires 03/2027" */
  readonly card?: string;
  readonly canceledAt: string | null;
  readonly endsAt: string | null;
  readonly overdueSince?: string;
  readonly live: boolean;
  /** plan, quantity and pause changes, newest first */
  readonly changes?: readonly { readonly at: string; readonly text: string }[];
}

export interface HistoryEntry {
  readonly at: string;
  /** FastSpring's event type, or `link.*` for what people did to links */
  readonly type: string;
  readonly text: string;
}

/** One of the open card's contacts, as the browser sees it: what `POST /api/v1/leads/{leadId}/payments` names. */
export interface CardContact {
  readonly id: number;
  readonly emails: readonly string[];
}
