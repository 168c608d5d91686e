import { pagesBegin } from '../../fastspring/app-pages.ts';
import { type LeadPayments, recurringOf, statusFrom, totalsFrom } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import { paymentOfSubscription } from '../../ledger/stored-payments.ts';
import { matchDetailsSchema, matchReasons } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { fill, languageOf } from '../../texts/language.ts';
import { explainMatch } from '../../texts/match-text.ts';
import { monthlyLine } from '../../texts/subscription-line.ts';
import type { PaymentLinkView } from '../payment-links/payment-links-view.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import { beginLists } from './begin-lists.ts';
import { lateCharge, nextCharge } from './charges.ts';
import { describeOrders } from './describe-order.ts';
import { describeSubscriptions, taxedCurrencies } from './describe-subscription.ts';
import type { HistoryPage } from './history.ts';
import { type CardMonths, monthViews } from './months.ts';
import { listAtMost } from './page-cursor.ts';
import type {
  CardView,
  LinkedCustomer,
  PanelRights,
  SetupState,
  SuggestedCustomer,
  UnlinkedCustomer,
} from './payments-view.ts';
import { findProblems } from './problems.ts';
import type { CardLedger, Link } from './read-lead.ts';

export interface ViewInput {
  readonly ledger: CardLedger;
  readonly history: HistoryPage;
  readonly months: CardMonths;
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
  const { sums, subscriptions } = ledger;
  const known = subscriptions.map(paymentOfSubscription);
  const { recentRefunds } = sums;
  return beginLists(
    {
      status: statusFrom(sums.summary, known),
      asOf: now.toISOString(),
      setup: input.setup,
      rights: input.rights,
      pages: pagesBegin,
      ...describeSums(input, known),
      problems: findProblems({ ...ledger, recentRefunds }, language, now),
      customers: [
        ...ledger.links.map((link) => linkedCustomer(link, input)),
        ...ledger.unconfirmed.map((customer) => customerByAddress(customer, false, input)),
        ...ledger.byAddress.map((customer) => customerByAddress(customer, true, input)),
      ],
      unlinked: input.unlinked,
      suggestions: input.suggestions,
      paymentLinks: input.paymentLinks,
    },
    {
      orders: describeOrders(ledger, language),
      orderCount: sums.count,
      subscriptions: describeSubscriptions(ledger, subscriptions.slice(0, listAtMost), language, now),
      subscriptionCount: subscriptions.length,
      history: input.history,
    },
  );
}

function describeSums({ ledger, months, language, now }: ViewInput, known: LeadPayments['subscriptions']) {
  const { sums, subscriptions } = ledger;
  const taxed = taxedCurrencies(subscriptions);
  return {
    totals: totalsFrom(sums.parts).map(({ currency, paid, tax, refunded, taxKept, net, ...unknown }) => ({
      currency,
      paid: decimalString(paid, currency),
      tax: decimalString(tax, currency),
      refunded: decimalString(refunded, currency),
      taxKept: decimalString(taxKept, currency),
      net: decimalString(net, currency),
      ...unknown,
    })),
    payouts: sums.payouts.map(({ currency, fee, net }) => ({
      currency,
      fee: decimalString(fee, currency),
      net: decimalString(net, currency),
    })),
    recurring: recurringOf({ subscriptions: known }).map(({ currency, monthly }) => ({
      currency,
      monthly: decimalString(monthly, currency),
      text: monthlyLine(monthly, currency, taxed.has(currency), language),
    })),
    months: monthViews(months, sums.months, subscriptions, now.getTime()),
    nextCharge: nextCharge(subscriptions, now.getTime()),
    lateCharge: lateCharge(subscriptions, now.getTime()),
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
