import {
  daysAgo,
  sampleCustomer,
  sampleOrder,
  sampleProblem,
  sampleSubscription,
  sampleSuggestion,
  sampleView,
  sampleYear,
} from './sample-views.ts';
import type { Script } from './scripted-backend.ts';

const LONG_PRODUCT = 'Enterprise Collaboration Suite Professional Edition with Premium Support and Extended Warranty';
const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'BRL', 'INR', 'CHF', 'SEK', 'PLN', 'AUD', 'CAD', 'KWD'];

/** Every state that the panel has a look for, by name. */
export function panelStates(): Readonly<Record<string, Script>> {
  return {
    paid: { view: sampleYear() },
    overdue: { view: overdueView() },
    'trial-ending': { view: trialView() },
    refunded: { view: refundedView() },
    'nothing-yet': { view: sampleView() },
    suggestions: {
      view: sampleView({
        suggestions: [
          sampleSuggestion(),
          sampleSuggestion({ id: 'customer-3', name: 'Berta Schmidt', email: 'berta@schmidt.example' }),
        ],
      }),
    },
    'no-secret': { view: sampleView({ setup: 'no-secret' }) },
    'no-event': { view: sampleView({ setup: 'no-event' }) },
    'token-refused': { status: 401, detail: 'The sign-in of this page has expired. Reload the page.' },
    'no-rights': { status: 403, detail: 'Ask an administrator of this account for access.' },
    unreachable: { broken: true },
    loading: { held: new Promise(() => undefined) },
    'long-names': { view: longNamesView() },
    'twelve-currencies': { view: currenciesView() },
    'five-hundred-orders': { view: manyOrdersView() },
  };
}

const overdueView = () =>
  sampleYear({
    status: 'overdue',
    problems: [sampleProblem({ kind: 'overdue' })],
    subscriptions: [
      sampleSubscription({ state: 'overdue', overdueSince: daysAgo(2) }),
      sampleSubscription({ id: '2', state: 'canceled', endsAt: daysAgo(-20), product: 'Storage', interval: 'year' }),
      sampleSubscription({ id: '3', state: 'paused', changes: [{ at: daysAgo(3), text: 'Paused for 2 periods' }] }),
    ],
  });

const trialView = () =>
  sampleView({
    status: 'trial',
    problems: [sampleProblem({ kind: 'trial-ending', until: daysAgo(-3), reason: null, updatePaymentUrl: null })],
    subscriptions: [sampleSubscription({ state: 'trial', trialEndsAt: daysAgo(-3) })],
    customers: [sampleCustomer()],
  });

function refundedView() {
  const refunds = [{ at: daysAgo(1), kind: 'chargeback', total: '238.00', reason: 'Fraudulent' }] as const;
  return sampleView({
    status: 'chargeback',
    totals: [{ currency: 'EUR', paid: '238.00', tax: '38.00', refunded: '238.00', net: '0.00' }],
    problems: [
      sampleProblem({
        kind: 'chargeback',
        since: daysAgo(1),
        amount: '238.00',
        reason: 'Fraudulent',
        updatePaymentUrl: null,
      }),
    ],
    orders: [sampleOrder({ refunded: '238.00', refunds })],
    customers: [sampleCustomer({ match: { ...sampleCustomer().match, confirmed: false } })],
  });
}

const longNamesView = () =>
  sampleYear({
    subscriptions: [
      sampleSubscription({ product: LONG_PRODUCT }),
      sampleSubscription({ id: '2', product: 'חבילת מקצוענים (שנתי) 5 מושבים', quantity: 3 }),
    ],
    orders: [
      sampleOrder({ id: '1', live: false, total: '1234567.89' }),
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

const currenciesView = () =>
  sampleYear({
    totals: CURRENCIES.map((currency) => ({ currency, paid: '12345', tax: '0', refunded: '0', net: '12345' })),
    orders: CURRENCIES.map((currency, index) =>
      sampleOrder({ id: currency, currency, completedAt: daysAgo(index * 9) }),
    ),
    recurring: [],
  });

const manyOrdersView = () =>
  sampleYear({
    orders: Array.from({ length: 500 }, (_, index) =>
      sampleOrder({ id: `order-${index}`, completedAt: daysAgo(index) }),
    ),
  });
