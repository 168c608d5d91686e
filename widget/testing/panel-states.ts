import type { Page } from 'playwright-core';
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
import type { Script } from './scripted-backend.ts';
import type { Stage } from './stage.ts';

/** A look of the panel: the backend's answer, and the reader's actions after it. */
export interface PanelState {
  /** null: the lead is not saved yet */
  readonly script: Script | null;
  /** the backend's answer once the first one is shown */
  readonly later?: Script;
  readonly act?: (page: Page) => Promise<void>;
}

const LONG_PRODUCT = 'Enterprise Collaboration Suite Professional Edition with Premium Support and Extended Warranty';
const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'BRL', 'INR', 'CHF', 'SEK', 'PLN', 'AUD', 'CAD', 'KWD'];

const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click();

/** Every state of the panel with a look, by name. */
export function panelStates(): Readonly<Record<string, PanelState>> {
  return {
    paid: { script: { view: sampleYear() } },
    'order-opened': { script: { view: sampleYear({ orders: [openedOrder()] }) }, act: press('2 days ago') },
    'months-as-table': { script: { view: sampleYear() }, act: press('As a table') },
    'unlink-asked': { script: { view: sampleYear() }, act: press('Unlink') },
    unlinked: { script: { view: sampleView({ unlinked: [sampleUnlinked] }) } },
    overdue: { script: { view: overdueView() } },
    declined: { script: { view: sampleYear({ status: 'overdue', problems: [sampleProblem()] }) } },
    'card-expired': { script: { view: expiredCardView() } },
    'trial-ending': { script: { view: trialView() } },
    canceled: { script: { view: canceledView() } },
    refunded: { script: { view: refundedView() } },
    chargeback: { script: { view: chargebackView() } },
    'payment-links-made': { script: { view: sampleView({ paymentLinks: madeLinks() }) } },
    'nothing-yet': { script: { view: sampleView() } },
    suggestions: { script: { view: suggestionsView() } },
    'link-asked': { script: { view: suggestionsView() }, act: press('Link') },
    'no-secret': { script: { view: sampleView({ setup: 'no-secret' }) } },
    'no-secret-for-others': {
      script: { view: sampleView({ setup: 'no-secret', rights: { configure: false, link: true, search: true } }) },
    },
    'no-event': { script: { view: sampleView({ setup: 'no-event' }) } },
    'token-refused': { script: { status: 401, detail: 'The sign-in of this page has expired. Reload the page.' } },
    'no-rights': { script: { status: 403, detail: 'Ask an administrator of this account for access.' } },
    unreachable: { script: { broken: true } },
    'last-known': { script: { view: sampleYear() }, later: { broken: true }, act: press('Refresh') },
    loading: { script: { held: new Promise(() => undefined) } },
    unsaved: { script: null },
    'long-names': { script: { view: longNamesView() } },
    'right-to-left-names': { script: { view: rightToLeftView() } },
    'twelve-currencies': { script: { view: currenciesView() } },
    'five-hundred-orders': { script: { view: manyOrdersView() }, act: showAllOrders },
  };
}

/** Brings the stage's tab into this state; its sample data is dated from this moment on. */
export async function showState(stage: Stage, name: string): Promise<Page> {
  const state = panelStates()[name];
  if (!state) throw new Error(`The panel has no state ${name}`);
  const { script, later, act } = state;
  const leadId = script ? stage.addLead(script) : 0;
  const page = await stage.switchTo(leadId);
  const isLoading = script !== null && 'held' in script;
  await page
    .locator(isLoading ? '.pvf-skeleton' : '.pvf-header, .pvf-box, .pvf-message')
    .first()
    .waitFor();
  if (later) stage.backend.script(leadId, later);
  await act?.(page);
  await page.mouse.move(0, 0);
  return page;
}

async function showAllOrders(page: Page): Promise<void> {
  await press('Show all 500')(page);
  await page.waitForFunction(() => document.querySelectorAll('.pvf-order').length === 500);
}

const openedOrder = () =>
  sampleOrder({
    discount: '20.00',
    refunded: '59.50',
    refunds: [
      { at: daysAgo(1), kind: 'refund', total: '59.50', currency: 'EUR', reason: 'Not what the customer expected' },
    ],
    fastspringUrl: 'https://app.fastspring.com/order/home.xml?mRef=AcquisitionTransaction:order-1',
    items: [
      { product: 'Pro plan', sku: 'PRO-M', quantity: 5, total: '150.00', subscriptionId: 'subscription-1' },
      { product: 'Onboarding workshop', sku: 'ONBOARD', quantity: 1, total: '50.00', subscriptionId: null },
    ],
  });

const expiredCardView = () =>
  sampleYear({
    problems: [
      sampleProblem({ kind: 'card-expired', since: daysAgo(12), amount: null, reason: 'Visa ••••\u00a04242' }),
      sampleProblem({ kind: 'card-expiring', until: daysAgo(-20), amount: null, reason: 'Mastercard ••••\u00a01881' }),
    ],
    subscriptions: [sampleSubscription({ card: 'Visa ••••\u00a04242, expired 10/2026' })],
  });

const overdueView = () =>
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

const trialView = () =>
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

const canceledView = () =>
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

const refundedView = () => givenBackView('refunded', 'refund', 'Not what the customer expected');
const chargebackView = () => givenBackView('chargeback', 'chargeback', 'Fraud reported');

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
const madeLinks = () => [
  samplePaymentLink({ state: 'opened' }),
  samplePaymentLink({ id: 'link-2', state: 'paid', since: daysAgo(12) }),
  samplePaymentLink({ id: 'link-3', state: 'expired', since: daysAgo(20), product: 'Onboarding', quantity: 1 }),
];

const suggestionsView = () =>
  sampleView({
    suggestions: [
      sampleSuggestion(),
      sampleSuggestion({ id: 'customer-3', name: 'Berta Schmidt', email: 'berta@schmidt.example' }),
    ],
  });

const longNamesView = () =>
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

function rightToLeftView() {
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

const currenciesView = () =>
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
