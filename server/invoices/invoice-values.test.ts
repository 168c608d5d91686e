import { expect, test } from 'vitest';
import { listWith } from '../../testing/server/invoices/invoice-list.ts';
import { readInvoiceShape } from '../rules/settings/invoice-list.ts';
import { type InvoicedOrder, type InvoiceSource, invoiceValues } from './invoice-values.ts';

const account = { language: 'en', currency: 'EUR', timeZone: 'UTC' };
const now = 1_700_000_100_000;

const order: InvoicedOrder = {
  orderId: 'order-1',
  reference: 'BLU-1',
  state: 'completed',
  occurredAt: 1_700_000_000_000,
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  items: [{ product: 'Pro plan', sku: 'PRO-M', quantity: 2, total: '200.00' }],
};
const refund = (total: string, kind: 'refund' | 'chargeback' = 'refund') => ({
  ...{ orderId: 'order-1', kind, currency: 'EUR', total, tax: '0' },
});

function shown(source: InvoiceSource, codes?: readonly string[], statuses?: readonly string[]) {
  const shape = readInvoiceShape([listWith(codes, statuses)]);
  if ('code' in shape) throw new Error(shape.code);
  return invoiceValues(source, 7, account, shape, now);
}
const ofOrder = (changes: Partial<InvoicedOrder> = {}, ...refunds: ReturnType<typeof refund>[]) => ({
  order: { ...order, ...changes },
  refunds,
});

test('a paid order shows its total, its day, its items with the tax, and who paid', () => {
  expect(shown(ofOrder())).toEqual({
    name: 'FastSpring BLU-1',
    status: 'paid',
    price: '238.00',
    paidAt: 1_700_000_000,
    items: [
      { description: 'Pro plan', sku: 'PRO-M', quantity: 2, unitPrice: '100' },
      { description: 'Tax', sku: null, quantity: 1, unitPrice: '38' },
    ],
    payerId: 7,
    comment: null,
  });
});

test.each<[string, InvoiceSource, object]>([
  [
    'refunded in part',
    ofOrder({}, refund('38.00')),
    { status: 'partially_paid', comment: 'Partially refunded: €38.00' },
  ],
  [
    'refunded in full',
    ofOrder({}, refund('200.00'), refund('38.00')),
    { status: 'created', paidAt: null, price: '238.00', comment: 'Refunded in full: €238.00' },
  ],
  [
    'charged back',
    ofOrder({}, refund('238.00', 'chargeback')),
    { status: 'created', paidAt: null, comment: 'Chargeback: bank reversed €238.00' },
  ],
  [
    'pending',
    ofOrder({ state: 'payment_pending' }),
    { status: 'created', paidAt: null, comment: 'Payment pending: €238.00' },
  ],
  ['canceled', ofOrder({ state: 'canceled' }), { status: 'created', comment: 'Order canceled: €238.00' }],
  ['without a reference', ofOrder({ reference: null }), { name: 'FastSpring order-1' }],
  ['free', ofOrder({ total: '0.00', tax: '0.00', items: [] }), { status: 'paid', price: '0.00', items: null }],
  [
    'with a price that does not come out even',
    ofOrder({ items: [{ product: 'Seat', sku: null, quantity: 3, total: '100.00' }], tax: '19', total: '119.00' }),
    {
      items: [
        { description: 'Seat × 3', sku: null, quantity: 1, unitPrice: '100.00' },
        { description: 'Tax', sku: null, quantity: 1, unitPrice: '19' },
      ],
    },
  ],
  [
    'in another currency: its amount is in words only',
    ofOrder({ currency: 'JPY', total: '5380' }),
    {
      ...{ name: 'FastSpring BLU-1 · ¥5,380', status: 'paid', price: null, items: null },
      comment: 'In another currency: ¥5,380 (Pro plan × 2). Invoices here are in EUR, so there is no total.',
    },
  ],
  [
    'a payment link',
    { link: { product: 'Pro plan', quantity: 2, expiresAt: null } },
    { name: 'FastSpring · Pro plan × 2', status: 'created', price: null, comment: 'Payment link, not paid yet' },
  ],
  [
    'an expired payment link',
    { link: { product: 'Pro plan', quantity: 1, expiresAt: now } },
    { comment: 'Payment link, expired' },
  ],
])('%s', (_what, source, expected) => {
  expect(shown(source)).toMatchObject(expected);
});

test('a list without fields gets the values it can show, and the comment after the name', () => {
  expect(shown(ofOrder({}, refund('38.00')), ['BILL_STATUS'], ['created', 'paid'])).toEqual({
    ...{ name: 'FastSpring BLU-1 · Partially refunded: €38.00', status: 'paid' },
    ...{ price: null, paidAt: null, items: null, payerId: null, comment: null },
  });
});

test('a name stays short enough for its mark, and turns no letters around', () => {
  const link = { product: `Pro\u202e ${'x'.repeat(400)}`, quantity: 1, expiresAt: null };
  const { name } = shown({ link });
  expect(name.length).toBeLessThanOrEqual(240);
  expect(name).toMatch(/^FastSpring · Pro x/);
});

test('a name is one line, and ends with a whole character', () => {
  const link = { product: `${'x'.repeat(225)}\n😀 b`, quantity: 1, expiresAt: null };
  const { name } = shown({ link });
  expect(name).not.toMatch(/\n/);
  expect(name.isWellFormed()).toBe(true);
  expect(name).toHaveLength(238);
});
