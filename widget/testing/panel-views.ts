import {
  daysAgo,
  sampleCustomer,
  sampleHistory,
  sampleOrder,
  samplePaymentLink,
  sampleProblem,
  sampleSubscription,
  sampleSuggestion,
  sampleUnlinked,
  sampleView,
  sampleYear,
} from './sample-views.ts';

const LONG_PRODUCT = 'Enterprise Collaboration Suite Professional Edition with Premium Support and Extended Warranty';
const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'BRL', 'INR', 'CHF', 'SEK', 'PLN', 'AUD', 'CAD', 'KWD'];

export const openedOrder = () =>
  sampleOrder({
    discount: '20.00',
    refunded: '59.50',
    refunds: [
      { at: daysAgo(1), kind: 'refund', total: '59.50', currency: 'EUR', reason: 'Not what the customer expected' },
    ],
    items: [
      { product: 'Pro plan', sku: 'PRO-M', quantity: 5, total: '150.00', subscriptionId: 'subscription-1' },
      { product: 'Onboarding workshop', sku: 'ONBOARD', quantity: 1, total: '50.00', subscriptionId: null },
    ],
  });

export const expiredCardView = () =>
  sampleYear({
    problems: [
      sampleProblem({ kind: 'card-expired', since: daysAgo(12), amount: null, reason: 'Visa ••••\u00a04242' }),
      sampleProblem({ kind: 'card-expiring', until: daysAgo(-20), amount: null, reason: 'Mastercard ••••\u00a01881' }),
    ],
    subscriptions: [sampleSubscription({ card: 'Visa ••••\u00a04242, expired 10/2026' })],
  });

export const overdueView = () =>
  sampleYear({
    status: 'overdue',
    problems: [sampleProblem({ kind: 'overdue', reason: null })],
    subscriptions: [
      sampleSubscription({ state: 'overdue', overdueSince: daysAgo(2), nextChargeAt: null }),
      sampleSubscription({
        id: '2',
        state: 'canceled',
        nextChargeAt: null,
        endsAt: daysAgo(-20),
        product: 'Storage',
        priceText: '5 × €19.80 a year',
        interval: 'year',
      }),
      sampleSubscription({
        id: '3',
        state: 'paused',
        nextChargeAt: null,
        changes: [
          { at: daysAgo(3), text: 'Subscription paused' },
          { at: daysAgo(120), text: 'Pro plan × 2 → Pro plan × 5' },
        ],
      }),
    ],
  });

export const unlinkedView = () =>
  sampleView({
    unlinked: [sampleUnlinked],
    history: [{ at: daysAgo(0), type: 'link.removed', text: 'Payments unlinked by Maya Lindqvist' }],
  });

export const trialView = () =>
  sampleView({
    status: 'trial',
    problems: [sampleProblem({ kind: 'trial-ending', until: daysAgo(-3), reason: null, updatePaymentUrl: null })],
    subscriptions: [
      sampleSubscription({
        state: 'trial',
        startedAt: daysAgo(11),
        trialEndsAt: daysAgo(-3),
        nextChargeAt: daysAgo(-3),
      }),
    ],
    history: [{ at: daysAgo(11), type: 'subscription.activated', text: 'Trial started · Pro plan × 5' }],
    customers: [sampleCustomer()],
  });

export const canceledView = () =>
  sampleYear({
    status: 'canceled',
    recurring: [],
    problems: [
      sampleProblem({
        kind: 'ending',
        since: daysAgo(1),
        until: daysAgo(-8),
        amount: null,
        reason: null,
        updatePaymentUrl: null,
      }),
    ],
    subscriptions: [
      sampleSubscription({ state: 'canceled', canceledAt: daysAgo(1), endsAt: daysAgo(-8), nextChargeAt: null }),
    ],
    history: [
      { at: daysAgo(1), type: 'subscription.canceled', text: 'Subscription canceled · Pro plan × 5' },
      ...sampleHistory(),
    ],
  });

export const refundedView = () => givenBackView('refunded', 'refund', 'Not what the customer expected');
export const chargebackView = () => givenBackView('chargeback', 'chargeback', 'Fraud reported');

/** One fully refunded order. */
function givenBackView(status: 'refunded' | 'chargeback', kind: 'refund' | 'chargeback', reason: string) {
  const refunds = [{ at: daysAgo(1), kind, total: '238.00', currency: 'EUR', reason }];
  return sampleView({
    status,
    totals: [{ currency: 'EUR', paid: '238.00', tax: '38.00', refunded: '238.00', taxKept: '0.00', net: '0.00' }],
    problems: [
      sampleProblem({ kind, since: daysAgo(1), amount: '238.00', product: null, reason, updatePaymentUrl: null }),
    ],
    orders: [sampleOrder({ refunded: '238.00', refunds })],
    customers: [sampleCustomer({ match: { ...sampleCustomer().match, confirmed: false } })],
  });
}

/** One that waits for its buyer, one that is paid and one that expired. */
export const madeLinks = () => [
  samplePaymentLink({ state: 'opened' }),
  samplePaymentLink({ id: 'link-2', state: 'paid', since: daysAgo(12) }),
  samplePaymentLink({ id: 'link-3', state: 'expired', since: daysAgo(20), product: 'Onboarding', quantity: 1 }),
];

export const suggestionsView = () =>
  sampleView({
    suggestions: [
      sampleSuggestion(),
      sampleSuggestion({ id: 'customer-3', name: 'Berta Schmidt', email: 'berta@schmidt.example' }),
    ],
  });

export const longNamesView = () =>
  sampleYear({
    totals: [
      {
        currency: 'EUR',
        paid: '123456789.01',
        tax: '23456789.01',
        refunded: '0.00',
        taxKept: '23456789.01',
        net: '100000000.00',
      },
    ],
    subscriptions: [
      sampleSubscription({ product: LONG_PRODUCT, quantity: 12_000, priceText: '12,000 × €19.80 a month + tax' }),
    ],
    orders: [
      sampleOrder({ id: '1', live: false, total: '123456789.01' }),
      sampleOrder({ id: '2', state: 'approval_pending', completedAt: daysAgo(400) }),
    ],
    customers: [
      sampleCustomer({
        name: 'Maximiliane-Charlotte von Hohenstein-Württemberg',
        email: 'maximiliane-charlotte.von.hohenstein-wuerttemberg@a-very-long-company-name.example',
        company: LONG_PRODUCT,
      }),
    ],
  });

export function rightToLeftView() {
  const product = 'חבילת מקצוענים (שנתי) 5 מושבים';
  const items = [{ product, sku: 'PRO-Y', quantity: 3, total: '200.00', subscriptionId: '1' }];
  return sampleYear({
    problems: [sampleProblem({ kind: 'overdue', product, reason: null })],
    subscriptions: [
      sampleSubscription({ id: '1', product, quantity: 3 }),
      sampleSubscription({
        id: '2',
        product: 'אחסון',
        quantity: 1,
        priceText: '€19.80 a month',
        state: 'paused',
        nextChargeAt: null,
      }),
    ],
    orders: [sampleOrder({ items })],
    history: [{ at: daysAgo(2), type: 'order.completed', text: `Payment received: €238.00 · ${product} × 3` }],
    customers: [sampleCustomer({ name: 'דנה כהן', company: 'אקמה בעמ' })],
  });
}

export const currenciesView = () =>
  sampleYear({
    totals: CURRENCIES.map((currency) => ({
      currency,
      paid: '12345',
      tax: '0',
      refunded: '0',
      taxKept: '0',
      net: '12345',
    })),
    orders: CURRENCIES.map((currency, index) =>
      sampleOrder({ id: currency, currency, completedAt: daysAgo(index * 9) }),
    ),
    recurring: CURRENCIES.slice(0, 2).map((currency) => ({
      currency,
      monthly: '99',
      text: `${currency} 99.00 a month`,
    })),
  });

/** Also the customer of the benchmark. */
export const manyOrdersView = () =>
  sampleYear({
    orders: Array.from({ length: 500 }, (_, index) =>
      sampleOrder({ id: `order-${index}`, completedAt: daysAgo(index) }),
    ),
  });
