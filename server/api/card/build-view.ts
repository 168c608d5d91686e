import { orderPage, subscriptionPage } from '../../fastspring/app-pages.ts';
import { orderStates } from '../../ledger/fact.ts';
import { givenBackOf } from '../../ledger/given-back.ts';
import { payoutsOf } from '../../ledger/lead-payouts.ts';
import { isToBeCharged, leadStatus, recurringOf, totalsOf } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import { isPricedWithoutTax, isTaxed } from '../../ledger/next-charge-tax.ts';
import { paymentOfOrder, paymentOfRefund, paymentsOf, payoutOfOrder } from '../../ledger/stored-payments.ts';
import { subscriptionStates } from '../../ledger/subscription-state.ts';
import { matchDetailsSchema, matchReasons } from '../../matching/match.ts';
import type { Customer, Refund, Subscription } from '../../platform/database/generated/client.ts';
import { httpsAddress } from '../../rules/planning/https-address.ts';
import { fill, languageOf } from '../../texts/language.ts';
import { taxLabel } from '../../texts/local-tax.ts';
import { explainMatch } from '../../texts/match-text.ts';
import { reasonText } from '../../texts/reasons.ts';
import { monthlyLine, priceLine } from '../../texts/subscription-line.ts';
import type { PaymentLinkView } from '../payment-links/payment-links-view.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import type { OrderView } from './order-view.ts';
import type {
  CardView,
  HistoryEntry,
  LinkedCustomer,
  PanelRights,
  SetupState,
  SubscriptionView,
  SuggestedCustomer,
  UnlinkedCustomer,
} from './payments-view.ts';
import { findProblems } from './problems.ts';
import type { CardLedger, LeadOrder, Link } from './read-lead.ts';
import { orderItems, orderPayment, subscriptionDetails } from './stored-details.ts';
import { cardOf } from './subscription-card.ts';
import { subscriptionChanges, withoutPresentState } from './subscription-changes.ts';

export interface ViewInput {
  readonly ledger: CardLedger;
  readonly history: readonly HistoryEntry[];
  readonly unlinked: readonly UnlinkedCustomer[];
  readonly suggestions: readonly SuggestedCustomer[];
  readonly paymentLinks: readonly PaymentLinkView[];
  /** names of Kommo's users by id, for links made by hand */
  readonly userNames: UserNames;
  readonly setup: SetupState;
  readonly rights: PanelRights;
  readonly language: string;
  readonly now: Date;
}

/** The panel's view of what the ledger holds. */
export function buildView(input: ViewInput): CardView {
  const { ledger, language, now } = input;
  const payments = paymentsOf(ledger);
  const taxed = taxedCurrencies(ledger.subscriptions);
  const changes = subscriptionChanges(ledger.changes, language);
  const refunds = Map.groupBy(ledger.refunds, ({ orderId }) => orderId);
  return {
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
      text: monthlyLine(monthly, currency, taxed.has(currency), language),
    })),
    problems: findProblems({ ...ledger, orders: payments.orders }, language, now),
    customers: [
      ...ledger.links.map((link) => linkedCustomer(link, input)),
      ...ledger.unconfirmed.map((customer) => customerByAddress(customer, false, input)),
      ...ledger.byAddress.map((customer) => customerByAddress(customer, true, input)),
    ],
    unlinked: input.unlinked,
    suggestions: input.suggestions,
    subscriptions: ledger.subscriptions.map((subscription) =>
      subscriptionView(subscription, {
        changes: changes.get(subscription.subscriptionId) ?? [],
        card: subscription.state === 'deactivated' ? null : cardOf(subscription, payments.orders, language, now).text,
        language,
      }),
    ),
    orders: ledger.orders.map((order) => orderView(order, refunds.get(order.orderId) ?? [], language)),
    history: input.history,
    paymentLinks: input.paymentLinks,
  };
}

function linkedCustomer(link: Link, { language, userNames }: ViewInput): LinkedCustomer {
  const reason = matchReasons.parse(link.reason);
  return {
    ...person(link.customer),
    match: {
      reason,
      explanation: explainMatch({ reason, details: matchDetailsSchema.parse(link.details) }, language),
      since: link.since.toISOString(),
      linkedBy: userName(userNames, link.linkedBy),
      confirmed: true,
    },
  };
}

/** The address is the card's: by the browser's word, or confirmed by Kommo's. */
function customerByAddress(
  customer: Customer,
  confirmed: boolean,
  { language, now }: Pick<ViewInput, 'language' | 'now'>,
): LinkedCustomer {
  const email = customer.email ?? '';
  return {
    ...person(customer),
    match: {
      reason: 'email',
      // On a lead's card the address is one of its contacts'; on another it is the card's own.
      explanation: confirmed
        ? fill(languageOf(language).texts.match.emailOnCard, { email })
        : explainMatch({ reason: 'email', details: { email } }, language),
      since: (customer.lastFactAt ?? now).toISOString(),
      linkedBy: null,
      confirmed,
    },
  };
}

function person({ id, email, name, company, country }: Customer) {
  return { id, email, name, company, country };
}

/** The currencies in which a next charge is known to contain tax. */
function taxedCurrencies(subscriptions: readonly Subscription[]): ReadonlySet<string | null> {
  const charged = subscriptions.filter((each) =>
    isToBeCharged({ live: each.live, state: subscriptionStates.parse(each.state) }),
  );
  return new Set(charged.filter((each) => isTaxed(nextCharge(each))).map(({ currency }) => currency));
}

function nextCharge(subscription: Subscription) {
  return {
    nextChargeTotal: subscription.nextChargeTotal?.toFixed() ?? null,
    nextChargePreTax: subscriptionDetails(subscription).nextChargePreTax,
  };
}

function subscriptionView(
  subscription: Subscription,
  { changes, card, language }: Pick<SubscriptionView, 'changes' | 'card'> & { readonly language: string },
): SubscriptionView {
  const { product, sku, quantity, currency, intervalLength, live, customerId } = subscription;
  const price = subscription.price?.toFixed() ?? null;
  const interval = intervals.find((each) => each === subscription.interval) ?? null;
  const state = subscriptionStates.parse(subscription.state);
  const plusTax = isPricedWithoutTax({ price, quantity, ...nextCharge(subscription) });
  const money = (amount: Subscription['price']) =>
    amount === null ? null : currency === null ? amount.toFixed() : decimalString(amount.toFixed(), currency);
  return {
    id: subscription.subscriptionId,
    state,
    ...{ product, sku, quantity, currency, interval, intervalLength, live, customerId, card },
    changes: withoutPresentState(changes, state, language),
    price: money(subscription.price),
    priceText: priceLine({ price, currency, quantity, interval, intervalLength }, plusTax, language),
    startedAt: iso(subscription.startedAt),
    trialEndsAt: iso(subscription.trialEndsAt),
    nextChargeAt: iso(subscription.nextChargeAt),
    nextChargeTotal: money(subscription.nextChargeTotal),
    canceledAt: iso(subscription.canceledAt),
    endsAt: iso(subscription.endsAt),
    overdueSince: iso(subscription.overdueSince),
    fastspringUrl: subscriptionPage(subscription.subscriptionId),
  };
}

function orderView(order: LeadOrder, refunds: readonly Refund[], language: string): OrderView {
  const { currency } = order;
  return {
    id: order.orderId,
    reference: order.reference,
    state: orderStates.parse(order.state),
    completedAt: order.occurredAt.toISOString(),
    currency,
    total: decimalString(order.total.toFixed(), currency),
    tax: order.tax && decimalString(order.tax.toFixed(), currency),
    taxLabel: taxLabel({ ...order, total: order.total.toFixed(), tax: order.tax?.toFixed() ?? null }, language),
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
    invoiceUrl: httpsAddress(order.invoiceUrl),
    fastspringUrl:
      order.kind === 'purchase'
        ? orderPage(order.orderId)
        : order.subscriptionId && subscriptionPage(order.subscriptionId),
    payment: orderPayment(order),
    live: order.live,
    renewal: order.kind !== 'purchase',
    customerId: order.customerId,
    items: orderItems(order).map((item) => ({ ...item, total: decimalString(item.total, currency) })),
  };
}

const iso = (time: Date | null) => time?.toISOString() ?? null;
const intervals = ['day', 'week', 'month', 'year', 'adhoc'] as const;
