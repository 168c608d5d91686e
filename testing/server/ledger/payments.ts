import type { LeadPayments, StatusOrder, StatusRefund } from '../../../server/ledger/lead-status.ts';

/** The payments of a lead's customer, for tests to change in one detail. */

export const order = (change: Partial<StatusOrder> = {}): StatusOrder => ({
  orderId: 'A',
  state: 'completed',
  occurredAt: 1_000,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  live: true,
  subscriptionIds: [],
  ...change,
});
export const refund = (change: Partial<StatusRefund> = {}): StatusRefund => ({
  orderId: 'A',
  kind: 'refund',
  occurredAt: 2_000,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  live: true,
  ...change,
});
export const subscription = (state: LeadPayments['subscriptions'][number]['state'], live = true) => ({
  subscriptionId: 'S',
  state,
  live,
  currency: 'EUR',
  monthly: '99.00',
});
export const payments = (change: Partial<LeadPayments>): LeadPayments => ({
  orders: [],
  refunds: [],
  subscriptions: [],
  ...change,
});
