import type { OrderView } from '../../server/api/card/order-view.ts';
import type {
  CustomersLead,
  HistoryEntry,
  LinkedCustomer,
  PaymentsView,
  PersonPaymentsView,
  SubscriptionView,
  SuggestedCustomer,
  UnlinkedCustomer,
} from '../../server/api/card/payments-view.ts';
import type { Problem } from '../../server/api/card/problem-view.ts';
import type { PaymentLinkView } from '../../server/api/payment-links/payment-links-view.ts';
import { sampleSums } from './sample-sums.ts';

const DAY_MS = 86_400_000;

/** The time this many days before (or, negative, after) `now`, as ISO 8601. */
export const daysAgo = (days: number, now = Date.now()): string => new Date(now - days * DAY_MS).toISOString();

export function sampleView(changes: Partial<PaymentsView> = {}): PaymentsView {
  const view = withoutSums();
  return { ...view, ...sampleSums({ ...view, ...changes }), ...changes };
}

function withoutSums(): Omit<PaymentsView, 'months' | 'nextCharge' | 'lateCharge'> {
  return {
    leadId: 152464,
    status: 'none',
    asOf: new Date().toISOString(),
    setup: 'ready',
    rights: { configure: true, link: true, search: true },
    totals: [],
    payouts: [],
    recurring: [],
    problems: [],
    customers: [],
    suggestions: [],
    subscriptions: [],
    orders: [],
    history: [],
    unlinked: [],
    paymentLinks: [],
    waiting: null,
    pages: {
      order: 'https://app.fastspring.example/order:',
      subscription: '',
    },
    taxLabel: '19% MwSt, Germany',
    olderOrders: null,
    olderSubscriptions: null,
    olderHistory: null,
  };
}

/** A contact's card with a year of payments and these leads. */
export function sampleContact(contactId: number, leads: readonly CustomersLead[]): PersonPaymentsView {
  const { leadId: _, waiting: __, ...view } = sampleYear();
  return { ...view, contactId, leads, rights: { configure: true, link: false, search: false }, paymentLinks: [] };
}

export const sampleUnlinked: UnlinkedCustomer = {
  id: 'customer-1',
  text: 'Maya Lindqvist unlinked the payments of Anna Schmidt',
  again: 'Link again',
};

export function sampleOrder(changes: Partial<OrderView> = {}): OrderView {
  return {
    id: 'order-1',
    reference: 'ACM261120-4821-10001',
    completedAt: daysAgo(2),
    currency: 'EUR',
    total: '238.00',
    tax: '38.00',
    discount: '0.00',
    refunded: '0.00',
    country: 'DE',
    invoiceUrl: 'https://acme.example/invoice/1',
    payment: { type: 'creditcard', last4: '4242' },
    live: true,
    items: [{ product: 'Pro plan', sku: 'PRO-M', quantity: 2, total: '200.00', subscriptionId: 'subscription-1' }],
    ...changes,
  };
}

export function sampleSubscription(changes: Partial<SubscriptionView> = {}): SubscriptionView {
  return {
    id: 'subscription-1',
    state: 'active',
    product: 'Pro plan',
    sku: 'PRO-M',
    quantity: 5,
    price: '19.80',
    priceText: '5 × €19.80 a month + tax',
    currency: 'EUR',
    interval: 'month',
    intervalLength: 1,
    startedAt: daysAgo(250),
    nextChargeAt: daysAgo(-8),
    nextChargeTotal: '117.81',
    card: 'Visa ••••\u00a04242, expires 03/2029',
    canceledAt: null,
    endsAt: null,
    live: true,
    ...changes,
  };
}

export function sampleCustomer(changes: Partial<LinkedCustomer> = {}): LinkedCustomer {
  return {
    id: 'customer-1',
    email: 'anna@acme.example',
    name: 'Anna Schmidt',
    company: 'Acme GmbH',
    country: 'DE',
    match: {
      reason: 'email',
      explanation: 'anna@acme.example belongs to contact Anna Schmidt',
      since: daysAgo(40),
      linkedBy: null,
      confirmed: true,
    },
    ...changes,
  };
}

export function sampleSuggestion(changes: Partial<SuggestedCustomer> = {}): SuggestedCustomer {
  return {
    id: 'customer-2',
    email: 'a.schmidt@acme.example',
    name: 'A. Schmidt',
    company: null,
    reason: 'domain',
    explanation: 'Same company domain as Anna Schmidt: acme.example',
    paid: [{ currency: 'EUR', paid: '238.00' }],
    lastPaymentAt: daysAgo(3),
    ...changes,
  };
}

export function sampleProblem(changes: Partial<Problem> = {}): Problem {
  return {
    kind: 'declined',
    since: daysAgo(2),
    until: null,
    amount: '117.81',
    currency: 'EUR',
    reason: 'the card has expired',
    product: 'Pro plan',
    orderId: null,
    subscriptionId: 'subscription-1',
    updatePaymentUrl: 'https://acme.example/account/1',
    ...changes,
  };
}

/** A customer with a year of history: a purchase, eleven renewals, a partial refund, one subscription. */
export function sampleYear(changes: Partial<PaymentsView> = {}): PaymentsView {
  const orders = Array.from({ length: 12 }, (_, index) =>
    sampleOrder({
      id: `order-${index}`,
      reference: `ACM26-4821-${10_000 + index}${index === 11 ? '' : 'B'}`,
      completedAt: daysAgo(index * 30 + 2),
      total: '117.81',
      tax: '18.81',
      ...(index !== 11 && { renewal: true }),
      ...(index === 1
        ? {
            refunded: '20.00',
            refunds: [{ at: daysAgo(25), kind: 'refund', total: '20.00', currency: 'EUR', reason: 'Discount' }],
          }
        : {}),
      items: [{ product: 'Pro plan', sku: 'PRO-M', quantity: 5, total: '99.00', subscriptionId: 'subscription-1' }],
    }),
  );
  return sampleView({
    status: 'paid',
    totals: [{ currency: 'EUR', paid: '1413.72', tax: '225.72', refunded: '20.00', taxKept: '222.53', net: '1171.19' }],
    payouts: [{ currency: 'USD', fee: '92.14', net: '1172.25' }],
    recurring: [{ currency: 'EUR', monthly: '99.00', text: '€99.00 a month + tax' }],
    customers: [sampleCustomer()],
    subscriptions: [sampleSubscription()],
    orders,
    history: sampleHistory(),
    ...changes,
  });
}

export const sampleHistory = (): HistoryEntry[] => [
  renewalPaid(2),
  {
    at: daysAgo(25),
    type: 'return.created',
    text: 'Partially refunded: €20.00, incl. €3.19 tax · Pro plan',
  },
  renewalPaid(32),
  {
    at: daysAgo(40),
    type: 'link.created',
    text: 'Payments of Anna Schmidt linked: anna@acme.example belongs to contact Anna Schmidt',
  },
  renewalPaid(62),
];

const renewalPaid = (days: number): HistoryEntry => ({
  at: daysAgo(days),
  type: 'subscription.charge.completed',
  text: 'Renewal paid: €117.81, incl. €18.81 tax (19% MwSt, Germany) · Pro plan × 5',
});

export function samplePaymentLink(changes: Partial<PaymentLinkView> = {}): PaymentLinkView {
  return {
    id: 'link-1',
    kind: 'checkout',
    url: 'https://payments.example/pay/AbCdEfGhIjKlMnOpQrStUv',
    product: 'Pro plan',
    quantity: 5,
    coupon: null,
    email: 'anna@acme.example',
    createdAt: daysAgo(0),
    createdBy: 'Sam Seller',
    expiresAt: daysAgo(-7),
    state: 'open',
    since: daysAgo(0),
    ...changes,
  };
}
