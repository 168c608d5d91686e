import type { Customer, Refund, Subscription } from '../../database/generated/client.ts';
import { orderPage, subscriptionPage } from '../../fastspring/app-pages.ts';
import { givenBackOf } from '../../ledger/given-back.ts';
import { payoutsOf } from '../../ledger/lead-payouts.ts';
import { leadStatus, recurringOf, totalsOf } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import {
  orderState,
  paymentOfOrder,
  paymentOfRefund,
  paymentsOf,
  payoutOfOrder,
  subscriptionState,
} from '../../ledger/stored-payments.ts';
import { matchDetailsSchema } from '../../matching/match.ts';
import { explainMatch } from '../../rules/texts/match-text.ts';
import { reasonText } from '../../rules/texts/reasons.ts';
import type { PaymentLinkView } from '../payment-links/payment-links-view.ts';
import type {
  HistoryEntry,
  LinkedCustomer,
  OrderView,
  PanelRights,
  PaymentsView,
  SetupState,
  SubscriptionView,
  SuggestedCustomer,
} from '../payments-view.ts';
import { findProblems } from './problems.ts';
import type { LeadLedger, LeadOrder, Link } from './read-lead.ts';
import { matchReason, orderItems, orderPayment } from './stored-details.ts';
import { subscriptionChanges } from './subscription-changes.ts';

export interface ViewInput {
  readonly leadId: number;
  readonly ledger: LeadLedger;
  readonly history: readonly HistoryEntry[];
  readonly suggestions: readonly SuggestedCustomer[];
  readonly paymentLinks: readonly PaymentLinkView[];
  /** names of Kommo's users by id, for links made by hand */
  readonly userNames: ReadonlyMap<number, string>;
  readonly setup: SetupState;
  readonly rights: PanelRights;
  readonly language: string;
  readonly now: Date;
}

/** What the panel is told, from what the ledger holds. */
export function buildView(input: ViewInput): PaymentsView {
  const { ledger, language, now } = input;
  const payments = paymentsOf(ledger);
  const changes = subscriptionChanges(ledger.changes, language);
  const refunds = Map.groupBy(ledger.refunds, ({ orderId }) => orderId);
  return {
    leadId: input.leadId,
    status: leadStatus(payments),
    asOf: now.toISOString(),
    setup: input.setup,
    rights: input.rights,
    totals: totalsOf(payments).map(({ currency, paid, tax, refunded, taxKept, net, ...unknown }) => ({
      currency,
      paid: decimalString(paid, currency),
      tax: decimalString(tax, currency),
      refunded: decimalString(refunded, currency),
      taxKept: decimalString(taxKept, currency),
      net: decimalString(net, currency),
      ...unknown,
    })),
    payouts: payoutsOf(ledger.orders.map(payoutOfOrder)).map(({ currency, fee, net }) => ({
      currency,
      fee: decimalString(fee, currency),
      net: decimalString(net, currency),
    })),
    recurring: recurringOf(payments).map(({ currency, monthly }) => ({
      currency,
      monthly: decimalString(monthly, currency),
    })),
    problems: findProblems(ledger.subscriptions, ledger.refunds, language, now),
    customers: [
      ...ledger.links.map((link) => linkedCustomer(link, input)),
      ...ledger.unconfirmed.map((customer) => unconfirmedCustomer(customer, input)),
    ],
    suggestions: input.suggestions,
    subscriptions: ledger.subscriptions.map((subscription) =>
      subscriptionView(subscription, changes.get(subscription.subscriptionId) ?? []),
    ),
    orders: ledger.orders.map((order) => orderView(order, refunds.get(order.orderId) ?? [], language)),
    history: input.history,
    paymentLinks: input.paymentLinks,
  };
}

function linkedCustomer(link: Link, { language, userNames }: ViewInput): LinkedCustomer {
  const reason = matchReason(link.reason);
  return {
    ...person(link.customer),
    match: {
      reason,
      explanation: explainMatch({ reason, details: matchDetailsSchema.parse(link.details) }, language),
      since: link.since.toISOString(),
      linkedBy: link.linkedBy === null ? null : (userNames.get(Number(link.linkedBy)) ?? String(link.linkedBy)),
      confirmed: true,
    },
  };
}

/** The card names the address; Kommo has not been asked yet. */
function unconfirmedCustomer(customer: Customer, { language, now }: ViewInput): LinkedCustomer {
  return {
    ...person(customer),
    match: {
      reason: 'email',
      explanation: explainMatch({ reason: 'email', details: { email: customer.email ?? '' } }, language),
      since: (customer.lastFactAt ?? now).toISOString(),
      linkedBy: null,
      confirmed: false,
    },
  };
}

function person({ id, email, name, company, country }: Customer) {
  return { id, email, name, company, country };
}

function subscriptionView(subscription: Subscription, changes: SubscriptionView['changes']): SubscriptionView {
  const { currency } = subscription;
  const money = (amount: Subscription['price']) =>
    amount === null ? null : currency === null ? amount.toFixed() : decimalString(amount.toFixed(), currency);
  return {
    id: subscription.subscriptionId,
    state: subscriptionState(subscription),
    product: subscription.product,
    sku: subscription.sku,
    quantity: subscription.quantity,
    price: money(subscription.price),
    currency,
    interval: intervals.find((interval) => interval === subscription.interval) ?? null,
    intervalLength: subscription.intervalLength,
    startedAt: iso(subscription.startedAt),
    trialEndsAt: iso(subscription.trialEndsAt),
    nextChargeAt: iso(subscription.nextChargeAt),
    nextChargeTotal: money(subscription.nextChargeTotal),
    canceledAt: iso(subscription.canceledAt),
    endsAt: iso(subscription.endsAt),
    overdueSince: iso(subscription.overdueSince),
    live: subscription.live,
    customerId: subscription.customerId,
    changes,
    fastspringUrl: subscriptionPage(subscription.subscriptionId),
  };
}

function orderView(order: LeadOrder, refunds: readonly Refund[], language: string): OrderView {
  const { currency } = order;
  return {
    id: order.orderId,
    reference: order.reference,
    state: orderState(order),
    completedAt: order.occurredAt.toISOString(),
    currency,
    total: decimalString(order.total.toFixed(), currency),
    tax: order.tax && decimalString(order.tax.toFixed(), currency),
    discount: decimalString(order.discount.toFixed(), currency),
    refunded: decimalString(givenBackOf(paymentOfOrder(order), refunds.map(paymentOfRefund)).total, currency),
    refunds: refunds.map((refund) => ({
      at: refund.occurredAt.toISOString(),
      kind: refund.kind === 'chargeback' ? 'chargeback' : 'refund',
      total: decimalString(refund.total.toFixed(), refund.currency),
      currency: refund.currency,
      reason: reasonText(refund.reason, language),
    })),
    country: order.country,
    invoiceUrl: order.invoiceUrl,
    fastspringUrl:
      order.kind === 'purchase'
        ? orderPage(order.orderId)
        : order.subscriptionId && subscriptionPage(order.subscriptionId),
    payment: paymentView(order),
    live: order.live,
    renewal: order.kind !== 'purchase',
    customerId: order.customerId,
    items: orderItems(order).map((item) => ({ ...item, total: decimalString(item.total, currency) })),
  };
}

function paymentView(order: LeadOrder): OrderView['payment'] {
  const payment = orderPayment(order);
  return payment === null ? null : { type: payment.type, last4: payment.last4 };
}

const iso = (time: Date | null) => time?.toISOString() ?? null;
const intervals = ['day', 'week', 'month', 'year', 'adhoc'] as const;
