import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { EventLogPage } from '../../../server/api/events/events-view.ts';
import type { SettingsView } from '../../../server/api/settings-view.ts';
import type { SimulationView } from '../../../server/api/simulation/simulation-view.ts';
import type { StatusView } from '../../../server/api/status-view.ts';
import type { UnmatchedPage } from '../../../server/api/unmatched-view.ts';
import type { Rule } from '../../../server/rules/settings.ts';

/** What the server answers to the settings page, for pictures that must be the same on every day. */
export interface SampleAnswers {
  readonly settings: SettingsView;
  readonly status: StatusView;
  readonly catalog: CatalogView;
  readonly unmatched: UnmatchedPage;
  readonly events: EventLogPage;
  readonly simulation: SimulationView;
}

export const NOW = '2026-11-20T13:02:11.000Z';

const SALES = 31;
const RENEWALS = 32;

const catalog: CatalogView = {
  pipelines: [
    {
      id: SALES,
      name: 'Sales',
      archived: false,
      stages: [
        { id: 1, name: 'First contact', kind: 'open', color: '#99ccff' },
        { id: 2, name: 'Offer made', kind: 'open', color: '#ffff99' },
        { id: 3, name: 'Negotiation', kind: 'open', color: '#ffcc66' },
        { id: 4, name: 'Subscribed', kind: 'open', color: '#c1e0ff' },
        { id: 142, name: 'Closed - won', kind: 'won', color: '#ccff66' },
        { id: 143, name: 'Closed - lost', kind: 'lost', color: '#d5d8db' },
      ],
    },
    {
      id: RENEWALS,
      name: 'Renewals',
      archived: false,
      stages: [
        { id: 5, name: 'Due', kind: 'open', color: '#ffdbdb' },
        { id: 6, name: 'Renewed', kind: 'open', color: '#deff81' },
        { id: 142, name: 'Closed - won', kind: 'won', color: '#ccff66' },
        { id: 143, name: 'Closed - lost', kind: 'lost', color: '#d5d8db' },
      ],
    },
  ],
  users: [{ id: 7, name: 'Maya Lindqvist' }],
  leadFields: [
    { id: 71, name: 'Payment status', type: 'text' },
    { id: 72, name: 'Country', type: 'text' },
    { id: 73, name: 'Next charge', type: 'date_time' },
  ],
  taskTypes: [
    { id: 1, name: 'Follow-up' },
    { id: 2, name: 'Meeting' },
  ],
  products: [
    { product: 'Pro plan', sku: 'PRO-M', path: 'pro-plan-monthly' },
    { product: 'Handbook', sku: 'BOOK-1', path: 'handbook' },
  ],
  account: { currency: 'EUR', timeZone: 'Europe/Berlin' },
  eventTypes: ['order.completed', 'return.created', 'subscription.deactivated', 'subscription.payment.overdue'],
  eventTypesWithPrice: ['order.completed'],
  placeholders: ['customer', 'product', 'amount', 'reason', 'link'],
  ledgerFields: {
    status: { accepts: ['text'] },
    monthly: { accepts: ['numeric'] },
    nextChargeAt: { accepts: ['date_time'] },
    totalPaid: { accepts: ['numeric'] },
    lastPaymentAt: { accepts: ['date_time'] },
    subscriptionId: { accepts: ['text'] },
    country: { accepts: ['text'] },
  },
};

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
    apiUsername: 'ACME-API',
    hasWebhookSecret: true,
    hasPreviousWebhookSecret: false,
    hasApiCredentials: true,
  },
  matching: { byCompanyDomain: 'suggest', createWhenUnmatched: 'nothing' },
  products: [
    { sku: 'PRO-*', pipelineId: SALES },
    { sku: 'BOOK-*', pipelineId: RENEWALS },
  ],
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
  version: 4,
  rights: { configure: true },
};

const status: StatusView = {
  kommo: {
    state: 'connected',
    reason: null,
    subdomain: 'demo',
    pausedUntil: null,
    tokenExpiresAt: '2026-11-21T09:00:00.000Z',
  },
  fastspring: { hasWebhookSecret: true, lastWebhookAt: '2026-11-20T12:58:03.000Z' },
  backlog: { events: 0, effects: 0, oldestAt: null },
  failed: { events: 0, effects: 1 },
  unmatchedCustomers: 2,
  asOf: NOW,
};

const unmatched: UnmatchedPage = {
  customers: [
    {
      id: 'b1',
      email: 'a.schmidt@acme.example',
      name: 'A. Schmidt',
      company: 'Acme GmbH',
      country: 'DE',
      paid: [{ currency: 'EUR', paid: '238.00' }],
      lastPayment: { at: '2026-11-17T09:12:00.000Z', amount: '238.00', currency: 'EUR', product: 'Pro plan' },
      why: 'No contact has this e-mail address, but two resemble it.',
      candidates: [
        {
          leadId: 152464,
          leadName: 'Acme GmbH – Pro plan',
          contactName: 'Anna Schmidt',
          reason: 'domain',
          explanation: 'Anna Schmidt’s address has the same company domain: acme.example.',
          confidence: 60,
        },
        {
          leadId: 152470,
          leadName: 'Acme GmbH, training',
          contactName: 'Ben Maier',
          reason: 'company',
          explanation: 'The company has the same name: Acme GmbH.',
          confidence: 30,
        },
      ],
    },
    {
      id: 'b2',
      email: 'jo@nowhere.example',
      name: 'Jo Unknown',
      company: null,
      country: 'BR',
      paid: [{ currency: 'BRL', paid: '1250.90' }],
      lastPayment: { at: '2026-11-12T18:40:00.000Z', amount: '1250.90', currency: 'BRL', product: 'Handbook' },
      why: 'No contact has the e-mail jo@nowhere.example.',
      candidates: [],
    },
  ],
  nextCursor: null,
  canCreate: true,
};

const events: EventLogPage = {
  events: [
    {
      id: '3',
      eventId: 'e3',
      type: 'subscription.canceled',
      live: true,
      source: 'webhook',
      receivedAt: '2026-11-20T12:58:03.000Z',
      status: 'recorded',
      reason: null,
      text: 'Subscription canceled · Pro plan × 2',
      customer: { email: 'anna@acme.example', name: 'Anna Schmidt' },
      effects: [
        {
          leadId: 152464,
          leadName: 'Acme GmbH – Pro plan',
          kind: 'move',
          content: { kind: 'move', pipelineId: SALES, statusId: 3, reopen: false },
          status: 'skipped',
          attempts: 1,
          lastError: 'Not moved: a person moved the lead after the payment.',
          doneAt: null,
        },
        {
          leadId: 152464,
          leadName: 'Acme GmbH – Pro plan',
          kind: 'fields',
          content: { kind: 'fields', values: [{ fieldId: 72, value: 'DE' }] },
          status: 'failed',
          attempts: 3,
          lastError: 'InvalidType: this value should be of type numeric.',
          doneAt: null,
        },
      ],
    },
    {
      id: '2',
      eventId: 'e2',
      type: 'order.completed',
      live: true,
      source: 'webhook',
      receivedAt: '2026-11-20T11:20:45.000Z',
      status: 'recorded',
      reason: null,
      text: 'Payment received: €238.00, incl. €38.00 tax (Germany) · Pro plan × 2',
      customer: { email: 'anna@acme.example', name: 'Anna Schmidt' },
      effects: [
        {
          leadId: 152464,
          leadName: 'Acme GmbH – Pro plan',
          kind: 'move',
          content: { kind: 'move', pipelineId: null, statusId: 142, reopen: false },
          status: 'done',
          attempts: 1,
          lastError: null,
          doneAt: '2026-11-20T11:20:46.000Z',
        },
        {
          leadId: 152464,
          leadName: 'Acme GmbH – Pro plan',
          kind: 'price',
          content: { kind: 'price', price: '238.00', currency: 'EUR' },
          status: 'done',
          attempts: 1,
          lastError: null,
          doneAt: '2026-11-20T11:20:46.000Z',
        },
      ],
    },
    {
      id: '1',
      eventId: 'e1',
      type: 'order.completed',
      live: false,
      source: 'webhook',
      receivedAt: '2026-11-19T08:00:10.000Z',
      status: 'recorded',
      reason: null,
      text: 'Payment received: $59.00, no tax · Handbook',
      customer: { email: 'test@acme.example', name: 'Test order' },
      effects: [],
    },
  ],
  nextCursor: null,
};

const simulation: SimulationView = {
  days: 30,
  facts: 148,
  withoutLead: 2,
  saved: { note: 148, move: 61 },
  simulated: { note: 148, move: 61, tags: 3 },
  differences: [
    {
      at: '2026-11-18T10:02:00.000Z',
      type: 'return.created',
      text: 'Partly refunded: €59.50 · Pro plan',
      leadId: 152464,
      leadName: 'Acme GmbH – Pro plan',
      removed: [],
      added: [{ kind: 'tags', tags: ['Money back'] }],
    },
  ],
  furtherDifferences: 2,
};

/** An account in daily use. */
export const inUse: SampleAnswers = { settings, status, catalog, unmatched, events, simulation };

/** An account into which the widget was just installed. */
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
    fastspring: { hasWebhookSecret: false, lastWebhookAt: null },
    failed: { events: 0, effects: 0 },
    unmatchedCustomers: 0,
  },
  unmatched: { customers: [], nextCursor: null, canCreate: true },
  events: { events: [], nextCursor: null },
};

/** The same account, as a salesperson sees it. */
export const readOnly: SampleAnswers = { ...inUse, settings: { ...settings, rights: { configure: false } } };
