import type { ImportPlan, ImportState, ImportView } from '../../../server/api/imports/import-view.ts';

/** An import of a few years, in any state. */
export function importOf(state: ImportState, changes: Partial<ImportView> = {}): ImportView {
  const isRead = state !== 'reading' && state !== 'matching' && state !== 'canceled';
  return {
    id: '0197a1b2-0000-7000-8000-000000000001',
    begin: '2023-01-01',
    end: '2026-11-19',
    state,
    isPaused: false,
    kommo: null,
    progress: null,
    plan: isRead ? plan : null,
    problem: null,
    canUndo: state === 'done',
    createdAt: '2026-11-19T09:10:00.000Z',
    createdBy: 'Ada Admin',
    endedAt: state === 'done' || state === 'undone' ? '2026-11-19T09:41:00.000Z' : null,
    ...changes,
  };
}

export const plan: ImportPlan = {
  orders: { found: 10_412, new: 9_870 },
  refunds: { found: 131, new: 131 },
  subscriptions: { found: 2_004, new: 1_692 },
  totals: [
    { currency: 'EUR', total: '812430.50' },
    { currency: 'USD', total: '90211.00' },
  ],
  customers: 2_310,
  linked: 410,
  matched: [
    { reason: 'email', customers: 1_240 },
    { reason: 'alias', customers: 18 },
    { reason: 'domain', customers: 42 },
  ],
  unmatched: [
    { why: 'no contact has their email', customers: 561 },
    { why: 'several contacts have their email', customers: 39 },
  ],
  examples: [
    {
      name: 'Anna Schmidt',
      orders: 14,
      leadId: 152464,
      leadName: 'Acme GmbH – Pro plan',
      explanation: 'anna@acme.example belongs to contact Anna Schmidt',
    },
    {
      name: 'Jo Unknown',
      orders: 1,
      leadId: 152466,
      leadName: 'Nowhere Ltd',
      explanation: 'jo@nowhere.example is a variant of j.o@nowhere.example, which belongs to contact Jo',
    },
  ],
  kommoCalls: 1_912,
  kommoSeconds: 274,
};
