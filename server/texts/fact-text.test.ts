import { describe, expect, test } from 'vitest';
import {
  customer,
  orderFact,
  proPlan,
  refundFact,
  refundRequestFact,
  subscriptionFact,
} from '../../testing/server/rules/facts.ts';
import type { Fact } from '../ledger/fact.ts';
import { historyText, noteText } from './fact-text.ts';

const item = (product: string, quantity = 1) => ({ ...proPlan, product, quantity });
/** Intl writes spaces that do not break; the tables below write plain ones. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('a note about an order in English', () => {
  const cases: readonly [string, Fact, string][] = [
    [
      'purchase',
      orderFact(),
      'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · order ACM261120-1042',
    ],
    [
      'no tax',
      orderFact({ order: { tax: '0' } }),
      'Payment received: €238.00, no tax (Germany) · Pro plan × 2 · order ACM261120-1042',
    ],
    [
      'a tax that no event reports',
      orderFact({ orderKind: 'renewal', order: { tax: null, country: null, reference: null } }),
      'Renewal paid: €238.00, tax not reported by FastSpring · Pro plan × 2 · subscription sub-1',
    ],
    [
      'no country, no reference',
      orderFact({ order: { country: null, reference: null } }),
      'Payment received: €238.00, incl. €38.00 tax · Pro plan × 2',
    ],
    [
      'purchase, whose reason is none to tell',
      orderFact({ order: { reason: 'PAYMENT', reference: null } }),
      'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2',
    ],
    [
      'free order',
      orderFact({ order: { total: '0.00', tax: '0.00' } }),
      'Order completed, nothing to pay · Pro plan × 2 · order ACM261120-1042',
    ],
    [
      'no items',
      orderFact({ order: { items: [], reference: null } }),
      'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany)',
    ],
    [
      'three items',
      orderFact({ order: { items: [item('A'), item('B'), item('C')], reference: null } }),
      'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · A, B, C',
    ],
    [
      'many items',
      orderFact({ order: { items: [item('A'), item('B', 3), item('C', 0), item('D'), item('E')], reference: null } }),
      'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · A, B × 3, C + 2',
    ],
    [
      'yen',
      orderFact({ order: { currency: 'JPY', total: '23800', tax: '3800', country: 'JP', reference: null } }),
      'Payment received: ¥23,800, incl. ¥3,800 tax (Japan) · Pro plan × 2',
    ],
    [
      'an amount finer than its currency',
      orderFact({ order: { total: '238.005', tax: '0', country: null, reference: null } }),
      'Payment received: €238.005, no tax · Pro plan × 2',
    ],
    [
      'more than a float can hold',
      orderFact({ order: { total: '9007199254740993.01', tax: '0', country: null, reference: null } }),
      'Payment received: €9,007,199,254,740,993.01, no tax · Pro plan × 2',
    ],
    [
      'renewal',
      orderFact({ orderKind: 'renewal', order: { reference: null } }),
      'Renewal paid: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · subscription sub-1',
    ],
    [
      'renewal of an unknown subscription',
      orderFact({ orderKind: 'renewal', subscriptionId: null, order: { reference: null } }),
      'Renewal paid: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2',
    ],
    [
      'managed charge',
      orderFact({ orderKind: 'managed_charge', order: { reference: null } }),
      'Subscription charge paid: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · subscription sub-1',
    ],
    [
      'proration',
      orderFact({ orderKind: 'proration', order: { reference: null } }),
      'Plan change paid: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · subscription sub-1',
    ],
    [
      'failed order',
      orderFact({ state: 'failed', order: { reason: 'PAYMENT', reference: null } }),
      'Payment failed: €238.00 · Pro plan × 2 · reason: the payment was declined',
    ],
    [
      'expired order',
      orderFact({ state: 'canceled', order: { reason: 'EXPIRE' } }),
      'Order canceled: €238.00 · Pro plan × 2 · reason: the invoice was not paid in time · order ACM261120-1042',
    ],
    [
      'awaited transfer',
      orderFact({ state: 'payment_pending', order: { reason: 'wireTransfer' } }),
      'Payment pending: €238.00 · Pro plan × 2 · reason: waiting for the bank transfer · order ACM261120-1042',
    ],
    [
      'awaited approval',
      orderFact({ state: 'approval_pending', order: { reason: 'purchaseOrder', reference: null } }),
      'Order waiting for approval: €238.00 · Pro plan × 2 · reason: paid by purchase order',
    ],
    [
      'partial refund',
      refundFact({ reason: 'Duplicate Order', items: [item('Pro plan', 0)] }),
      'Partially refunded: €23.80, incl. €3.80 tax · Pro plan · reason: duplicate order · order ACM261120-1042',
    ],
    [
      'full refund',
      refundFact({ full: true, total: '238.00', tax: '0', reason: 'NONE' }),
      'Refunded in full: €238.00 · order ACM261120-1042',
    ],
    ['refund without tax', refundFact({ tax: '0.00', orderReference: null }), 'Partially refunded: €23.80'],
    [
      'a chargeback, whose tax no bank reports',
      refundFact({ refundKind: 'chargeback', orderReference: null }),
      'Chargeback: bank reversed €23.80',
    ],
    [
      'refund that is not completed',
      refundRequestFact({ items: [item('Pro plan', 0)] }),
      'Refund requested, not paid yet: €23.80, incl. €3.80 tax · Pro plan · order ACM261120-1042',
    ],
    ['refund of unknown extent', refundFact({ full: null, orderReference: null }), 'Refunded: €23.80, incl. €3.80 tax'],
    [
      'chargeback',
      refundFact({
        refundKind: 'chargeback',
        currency: 'BRL',
        total: '171.68',
        tax: '0',
        reason: 'FRAUDULENT',
        orderReference: null,
      }),
      'Chargeback: bank reversed R$171.68 · reason: fraud reported',
    ],
  ];

  test.each(cases)('%s', (_what, fact, text) => {
    expect(plain(noteText(fact, 'en'))).toBe(`${text} · anna@acme.example`);
  });
});

test.each([
  [
    'es',
    'Pago recibido: 238,00 €, 38,00 € de impuestos incluidos (19 % MwSt, Alemania) · Pro plan × 2 · pedido ACM261120-1042',
  ],
  [
    'pt',
    'Pagamento recebido: € 238,00, € 38,00 de impostos incluídos (19% MwSt, Alemanha) · Pro plan × 2 · pedido ACM261120-1042',
  ],
  ['tr', 'Ödeme alındı: €238,00, €38,00 vergi dahil (%19 MwSt, Almanya) · Pro plan × 2 · sipariş ACM261120-1042'],
  [
    'id',
    'Pembayaran diterima: €238,00, termasuk pajak €38,00 (19% MwSt, Jerman) · Pro plan × 2 · pesanan ACM261120-1042',
  ],
  [
    'pt-BR',
    'Pagamento recebido: € 238,00, € 38,00 de impostos incluídos (19% MwSt, Alemanha) · Pro plan × 2 · pedido ACM261120-1042',
  ],
  ['fi', 'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · order ACM261120-1042'],
  ['', 'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · order ACM261120-1042'],
])('a payment in %j', (language, text) => {
  expect(plain(noteText(orderFact(), language))).toBe(`${text} · anna@acme.example`);
});

test('a note names no payer where none is known, and an address as it is meant', () => {
  const by = (email: string | null) => plain(noteText(refundFact({ customer: { ...customer, email } }), 'en'));
  const refunded = 'Partially refunded: €23.80, incl. €3.80 tax · order ACM261120-1042';
  expect(by(null)).toBe(refunded);
  expect(by('\u200b')).toBe(refunded);
  expect(by('mailto:Anna@\u200bacme.example')).toBe(`${refunded} · Anna@acme.example`);
});

test('the history leaves out what the card shows elsewhere', () => {
  expect(historyText(orderFact(), 'en')).toBe(
    'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2',
  );
});

test.each([
  ['en', 'TEST · '],
  ['es', 'TEST · '],
  ['pt', 'TESTE · '],
])('a test order is marked in %s', (language, mark) => {
  expect(noteText(orderFact({ live: false }), language).startsWith(mark)).toBe(true);
  expect(historyText(orderFact({ live: false }), language).startsWith(mark)).toBe(true);
  expect(noteText(orderFact(), language).startsWith(mark)).toBe(false);
});

test('a purchase and the subscription that it starts have different texts', () => {
  const texts = [orderFact(), subscriptionFact('subscription.activated')].map((fact) => noteText(fact, 'en'));
  expect(new Set(texts).size).toBe(2);
});
