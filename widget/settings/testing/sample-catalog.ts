import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { ProductsView } from '../../../server/api/catalog/products-view.ts';

/** the pipelines' ids */
export const SALES = 31;
export const RENEWALS = 32;

export const catalog: CatalogView = {
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
  users: [
    { id: 7, name: 'Maya Lindqvist' },
    { id: 8, name: 'Tomas Rivera' },
  ],
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
  account: { currency: 'EUR', timeZone: 'Europe/Berlin', wholePrices: false },
  eventTypes: ['order.completed', 'return.created', 'subscription.deactivated', 'subscription.payment.overdue'],
  eventTypesWithPrice: ['order.completed'],
  eventTypesFor: {
    amount: ['order.completed', 'return.created'],
    countries: ['order.completed', 'return.created', 'subscription.deactivated', 'subscription.payment.overdue'],
    purchase: ['order.completed'],
  },
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

export const products: ProductsView = {
  products: [
    { pattern: 'PRO-M', name: 'Pro plan', sku: 'PRO-M', path: 'pro-plan-monthly', orders: 214 },
    { pattern: 'BOOK-1', name: 'Handbook', sku: 'BOOK-1', path: 'handbook', orders: 1 },
    { pattern: 'team-plan', name: 'Team plan', sku: null, path: 'team-plan', orders: 0 },
  ],
  further: 0,
  catalogue: 'read',
};
