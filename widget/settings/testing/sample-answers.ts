import type { AuditPage } from '../../../server/api/audit/audit-view.ts';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { ProductsView } from '../../../server/api/catalog/products-view.ts';
import type { UnmatchedPage } from '../../../server/api/customers/unmatched-view.ts';
import type { EventLogPage } from '../../../server/api/events/events-view.ts';
import type { ImportsView } from '../../../server/api/imports/import-view.ts';
import type { BookView, DifferencesView } from '../../../server/api/reconciliation/reconciliation-view.ts';
import type { SettingsView } from '../../../server/api/settings/settings-view.ts';
import type { SimulationView } from '../../../server/api/simulation/simulation-view.ts';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import { catalog, products, RENEWALS, SALES } from './sample-catalog.ts';
import { importOf } from './sample-imports.ts';
import { events, simulation, unmatched } from './sample-payments.ts';

/** The server's answers to the settings page, for pictures that must be the same on every day. */
export interface SampleAnswers {
  readonly settings: SettingsView;
  readonly status: StatusView;
  readonly catalog: CatalogView;
  readonly products: ProductsView;
  readonly unmatched: UnmatchedPage;
  readonly events: EventLogPage;
  readonly differences: DifferencesView;
  readonly simulation: SimulationView;
  readonly imports: ImportsView;
  readonly audit: AuditPage;
}

export const NOW = '2026-11-20T13:02:11.000Z';

function rule(parts: Partial<Rule> & Pick<Rule, 'on'>): Rule {
  return {
    sku: null,
    pipelineId: null,
    moveTo: null,
    reopen: false,
    note: true,
    task: null,
    setPrice: false,
    tags: [],
    fields: [],
    ...parts,
  };
}

const settings: SettingsView = {
  fastspring: {
    webhookUrl: 'https://payments.example.com/webhooks/fastspring/a_Qm2vX7pL0sT4kE9w',
    webhookEvents: ['order.completed', 'return.created', 'subscription.activated'],
    previousWebhookUrlEndsAt: null,
    apiUsername: 'ACME-API',
    hasWebhookSecret: true,
    hasPreviousWebhookSecret: false,
    previousWebhookSecretEndsAt: null,
    isWebhookSecretUnconfirmed: false,
    hasApiCredentials: true,
  },
  access: { buyers: [8] },
  matching: { byCompanyDomain: 'suggest', createWhenUnmatched: 'nothing', companyDomains: [], providerDomains: [] },
  products: [
    { sku: 'PRO-*', pipelineId: SALES },
    { sku: 'BOOK-*', pipelineId: RENEWALS },
  ],
  responsible: [{ pipelineId: SALES, userIds: [7] }],
  rules: [
    rule({ on: 'order.completed', moveTo: { pipelineId: null, statusId: 142 }, setPrice: true }),
    rule({
      on: 'subscription.payment.overdue',
      task: { typeId: 1, text: 'Payment overdue: send {link} to {customer}', dueInHours: 24, dueOn: null },
    }),
    rule({ on: 'return.created', sku: 'PRO-*', moveTo: { pipelineId: SALES, statusId: 3 }, tags: ['Refunded'] }),
  ],
  fields: {
    status: 71,
    monthly: null,
    nextChargeAt: 73,
    totalPaid: null,
    lastPaymentAt: null,
    subscriptionId: null,
    country: 72,
  },
  testOrders: 'show',
  invoices: 'off',
  paymentLinks: { checkout: null, storefront: null },
  alarms: { email: 'ada@acme.example' },
  reconciliation: { markEventsProcessed: false },
  version: 4,
  rights: { configure: true, buyers: true },
};

const book: BookView = {
  orders: 1284,
  totals: [
    { currency: 'EUR', amount: '98120.50' },
    { currency: 'USD', amount: '4310.00' },
  ],
  activeSubscriptions: 312,
};

const status: StatusView = {
  kommo: {
    state: 'connected',
    reason: null,
    subdomain: 'demo',
    pausedUntil: null,
    tokenExpiresAt: '2026-11-21T09:00:00.000Z',
  },
  fastspring: { hasWebhookSecret: true, lastWebhookAt: '2026-11-20T12:58:03.000Z', refused: null },
  backlog: { events: 0, effects: 0, customers: 0, oldestAt: null },
  pause: null,
  health: [{ code: 'failing_leads', since: '2026-11-20T12:58:04.000Z', figures: { leads: 1, effects: 1 } }],
  alarms: { canEmail: true, givenUpAt: null },
  standstill: null,
  failed: { events: 0, effects: 1 },
  unmatchedCustomers: 2,
  invoices: null,
  missingEmails: null,
  reconciliation: {
    hasCredentials: true,
    catchUp: { at: '2026-11-20T12:55:00.000Z', takenIn: 0, moreThanShown: false, problem: null },
    runningSince: null,
    nextAt: '2026-11-21T01:00:00.000Z',
    kommoChanges: 'at_once',
    comparison: {
      checkedAt: '2026-11-20T01:14:00.000Z',
      since: '2026-01-05T00:00:00.000Z',
      agrees: true,
      fastspring: book,
      panel: book,
      problem: null,
      ledgerChecked: true,
      kommoChecked: true,
      differences: 2,
      healed: 2,
    },
  },
  asOf: NOW,
};

const differences: DifferencesView = {
  checkedAt: '2026-11-20T01:14:00.000Z',
  differences: [
    {
      what: 'order',
      name: 'ACM261119-2202-77120B',
      cause: 'not_delivered',
      fastspring: '119.00 EUR',
      panel: null,
      healed: true,
    },
    { what: 'field', name: '152464', cause: 'field_edited', fastspring: null, panel: null, healed: true },
  ],
};

/** An account in daily use. */
export const inUse: SampleAnswers = {
  settings,
  status,
  catalog,
  products,
  unmatched,
  events,
  differences,
  simulation,
  imports: { imports: [importOf('done', { kommo: 'fields' })] },
  audit: {
    entries: [
      {
        ...{ id: '3', at: '2026-11-20T12:40:00.000Z', by: 'Maya Lindqvist', action: 'customer_linked' },
        lead: { id: 152464, name: 'Acme, 25 seats' },
        before: null,
        after: { customerId: '019e0000-0000-7000-8000-000000000001', reason: 'hand' },
      },
      {
        ...{ id: '2', at: '2026-11-19T09:15:00.000Z', by: 'Maya Lindqvist', action: 'settings_changed', lead: null },
        before: { testOrders: 'hide' },
        after: { testOrders: 'show', fastspring: { webhookSecret: 'changed' } },
      },
      {
        ...{ id: '1', at: '2026-11-18T16:02:00.000Z', by: null, action: 'data_exported', lead: null },
        ...{ before: null, after: null },
      },
    ],
    nextCursor: null,
  },
};

/** A newly installed account. */
export const justInstalled: SampleAnswers = {
  ...inUse,
  settings: {
    ...settings,
    fastspring: {
      ...settings.fastspring,
      apiUsername: null,
      hasWebhookSecret: false,
      hasApiCredentials: false,
    },
    alarms: { email: null },
    products: [],
    rules: [],
    fields: {
      status: null,
      monthly: null,
      nextChargeAt: null,
      totalPaid: null,
      lastPaymentAt: null,
      subscriptionId: null,
      country: null,
    },
  },
  status: {
    ...status,
    fastspring: { hasWebhookSecret: false, lastWebhookAt: null, refused: null },
    health: [],
    failed: { events: 0, effects: 0 },
    unmatchedCustomers: 0,
    invoices: null,
    missingEmails: null,
    reconciliation: {
      hasCredentials: false,
      catchUp: null,
      runningSince: null,
      nextAt: null,
      kommoChanges: 'nightly',
      comparison: null,
    },
  },
  unmatched: { customers: [], nextCursor: null, canCreate: true },
  events: { events: [], nextCursor: null },
  imports: { imports: [] },
  audit: { entries: [], nextCursor: null },
};

/** The same account, as a salesperson with access to all buyers sees it. */
export const readOnly: SampleAnswers = {
  ...inUse,
  settings: { ...settings, rights: { configure: false, buyers: true } },
  unmatched: { ...inUse.unmatched, canCreate: false },
};
