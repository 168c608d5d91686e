import type { UnmatchedPage } from '../../../server/api/customers/unmatched-view.ts';
import type { EventLogPage } from '../../../server/api/events/events-view.ts';
import type { SimulationView } from '../../../server/api/simulation/simulation-view.ts';
import { SALES } from './sample-catalog.ts';

/** A customer who resembles two leads, and an unknown one. */
export const unmatched: UnmatchedPage = {
  customers: [
    {
      id: 'b1',
      email: 'a.schmidt@acme.example',
      name: 'A. Schmidt',
      company: 'Acme GmbH',
      country: 'DE',
      paid: [{ currency: 'EUR', paid: '238.00' }],
      lastPayment: { at: '2026-11-17T09:12:00.000Z', amount: '238.00', currency: 'EUR', product: 'Pro plan' },
      why: 'no contact has the email a.schmidt@acme.example, but some look similar',
      notCreated: null,
      notRelevant: null,
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
      why: 'no contact has the email jo@nowhere.example',
      notCreated: null,
      notRelevant: null,
      candidates: [],
    },
  ],
  nextCursor: null,
  canCreate: true,
};

/** One that failed in part, one that is done, a test. */
export const events: EventLogPage = {
  events: [
    {
      id: '3',
      eventId: 'e3',
      type: 'subscription.canceled',
      live: true,
      source: 'webhook',
      receivedAt: '2026-11-20T12:58:03.000Z',
      status: 'recorded',
      repeated: false,
      reason: null,
      text: 'Subscription canceled · Pro plan × 2',
      customer: { email: 'anna@acme.example', name: 'Anna Schmidt' },
      effects: [
        {
          id: 'f1',
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
          id: 'f2',
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
      repeated: false,
      reason: null,
      text: 'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2',
      customer: { email: 'anna@acme.example', name: 'Anna Schmidt' },
      effects: [
        {
          id: 'f3',
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
          id: 'f4',
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
      repeated: false,
      reason: null,
      text: 'Payment received: $59.00, no tax · Handbook',
      customer: { email: 'test@acme.example', name: 'Test order' },
      effects: [],
    },
  ],
  nextCursor: null,
};

/** An additional tag for three refunds. */
export const simulation: SimulationView = {
  days: 30,
  facts: 148,
  withoutLead: 2,
  saved: { note: 148, move: 61 },
  simulated: { note: 148, move: 61, tags: 3 },
  differences: [
    {
      at: '2026-11-18T10:02:00.000Z',
      type: 'return.created',
      text: 'Partially refunded: €59.50 · Pro plan',
      leadId: 152464,
      leadName: 'Acme GmbH – Pro plan',
      removed: [],
      added: [{ kind: 'tags', tags: ['Money back'] }],
    },
  ],
  furtherDifferences: 2,
};
