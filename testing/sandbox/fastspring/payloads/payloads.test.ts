import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { customerHistory } from '../customer-history.ts';
import { createQuote } from '../quotes.ts';
import { purchase, unpaidOrder } from '../sales.ts';
import { addCustomer, addProduct, createStore } from '../store.ts';
import { failCharge } from '../subscription-life.ts';
import { accountPayload } from './accounts.ts';
import { chargebackPayload } from './chargebacks.ts';
import { chargeCompletedPayload } from './charges.ts';
import { fulfillmentFailedPayload } from './fulfillments.ts';
import { groupPayload } from './groups.ts';
import { mailingListPayload } from './mailing-list.ts';
import { orderPayload, simplifiedOrder } from './orders.ts';
import { orderPayoutPayload, returnPayoutPayload } from './payouts.ts';
import { quoteCreatedPayload, quoteUpdatedPayload } from './quotes.ts';
import { returnPayload } from './returns.ts';
import { simplifiedSubscription, subscriptionPayload } from './subscriptions.ts';
import { javaDate } from './values.ts';

test('the first purchase is EUR 238.00 with EUR 38.00 of German VAT for two seats', () => {
  const { events } = customerHistory(createStore());
  expect(events.firstPurchase.data).toMatchObject({
    currency: 'EUR',
    total: 238,
    tax: 38,
    subtotal: 200,
    totalInPayoutCurrency: 259.42,
    items: [{ sku: 'PRO-M', quantity: 2, subtotal: 200 }],
    customer: { email: 'anna@acme.example' },
  });
  expect(events.partialRefund.data).toMatchObject({ totalReturn: 59.5, tax: 9.5, items: [{ quantity: 0 }] });
  expect(events.renewal.data).toMatchObject({
    total: 238,
    sequence: 2,
    order: { reference: expect.stringMatching(/B$/) },
  });
  expect(events.overdue.data).toMatchObject({ state: 'overdue', paymentOverdue: { sent: 1, total: 4 } });
  expect(events.cancellation.data).toMatchObject({ state: 'canceled', active: true });
  expect(events.resend.data).toEqual(events.firstPurchase.data);
  expect(events.resend.id).not.toBe(events.firstPurchase.id);
});

test('without expansion, account, order, product and subscription are ids', () => {
  const store = createStore();
  store.expanded = false;
  const { events, customer, subscription, renewalOrder } = customerHistory(store);
  expect(events.firstPurchase.data).toMatchObject({
    account: customer.id,
    customer: { email: customer.email },
    items: [{ subscription: subscription.id }],
  });
  expect(events.activation.data).toMatchObject({ account: customer.id, product: 'pro-plan-monthly' });
  expect(events.renewal.data).toMatchObject({
    account: customer.id,
    order: renewalOrder.id,
    subscription: subscription.id,
  });
});

test('with expansion, objects inside an expanded object stay ids', () => {
  const { events, customer, subscription } = customerHistory(createStore());
  expect(events.firstPurchase.data).toMatchObject({
    account: { contact: { email: customer.email }, address: { 'postal code': '10001' } },
    items: [{ subscription: { id: subscription.id, account: customer.id, product: 'pro-plan-monthly' } }],
  });
  expect(events.renewal.data).toMatchObject({
    order: { account: customer.id },
    subscription: { account: customer.id },
  });
});

test('a test order is marked, an unpaid one has neither payment nor reference', () => {
  const store = createStore();
  const customer = addCustomer(store, { first: 'Ann', last: 'Lee', email: 'ann@lee.example', country: 'US' });
  const product = addProduct(store, { path: 'tool', name: 'Tool', sku: null, prices: { JPY: '1200' }, interval: null });
  const lines = [{ product, quantity: 1 }];
  const sale = purchase(store, { customer, lines, currency: 'JPY', live: false });
  expect(sale.events.at(-1)).toMatchObject({
    live: false,
    data: { live: false, payment: { type: 'test' }, total: 1200 },
  });
  const pending = unpaidOrder(store, { customer, lines, currency: 'JPY' }, 'payment.pending');
  expect(pending.events[0]).toMatchObject({
    type: 'order.payment.pending',
    data: { completed: false, reference: null, payment: {}, reason: 'wireTransfer' },
  });
});

test('Java writes dates its own way', () => {
  expect(javaDate(Date.UTC(2026, 4, 8, 17))).toBe('Fri May 08 17:00:00 UTC 2026');
});

const directory = process.env.FASTSPRING_PAYLOADS;

/** Our payload beside FastSpring's published sample of the same kind. */
function pairs(): [string, Record<string, unknown>][] {
  const store = createStore();
  const history = customerHistory(store);
  const { firstOrder: order, subscription, partialReturn, customer } = history;
  const quote = createQuote(store, {
    name: 'Offer',
    customer,
    lines: [{ product: subscription.product, quantity: 4 }],
  }).quote;
  const on = { expanded: true };
  const group = {
    id: 'group',
    name: 'Group',
    subscriptions: [subscription] as const,
    order,
    status: 'EXECUTED' as const,
    changedAt: order.changedAt,
  };
  return [
    ['order.completed.docs.json', orderPayload(order, on)],
    [
      'order.payment.pending.docs.json',
      orderPayload({ ...order, state: 'payment.pending', reason: 'wireTransfer' }, on),
    ],
    ['subscription.activated.archrebel-monthly-eur.batch.json', subscriptionPayload(subscription, on)],
    ['subscription.charge.completed.docs-fixed.json', chargeCompletedPayload(order, subscription, on)],
    ['subscription.charge.failed.docs.json', failCharge(store, subscription, 'EXPIRED_CARD').data],
    ['return.created.docs.json', returnPayload(partialReturn, on)],
    [
      'chargeback.created.docs.json',
      chargebackPayload({ order, amount: '238.00', caseId: 'dsp_1', at: order.changedAt }),
    ],
    ['account.created.docs.json', accountPayload(customer)],
    ['fulfillment.failed.docs.json', fulfillmentFailedPayload(order)],
    ['quote.created.docs.json', quoteCreatedPayload(quote)],
    ['quote.updated.docs.json', quoteUpdatedPayload({ ...quote, order }, 'Quote Completed')],
    ['payoutEntry.created.order.docs-fixed.json', orderPayoutPayload(order, true)],
    ['payoutEntry.created.return.docs.json', returnPayoutPayload(partialReturn, true)],
    ['mailingListEntry.abandoned.docs.json', mailingListPayload('abandoned', customer, subscription.product, 1)],
    ['subscription.group.created.docs.json', groupPayload('subscription.group.created', group, true)],
    ['order.completed.article.batch.json', simplifiedOrder(order)],
    ['subscription.activated.article.batch.json', simplifiedSubscription(subscription)],
  ];
}

test.skipIf(directory === undefined).each(pairs())('ours has the keys and types of %s', (file, ours) => {
  const sample = JSON.parse(readFileSync(join(directory ?? '', file), 'utf8'));
  const theirs = sample.events?.[0]?.data ?? sample;
  const differences = Object.entries(theirs).flatMap(([key, value]) => {
    if (OPTIONAL.has(key)) return [];
    if (!(key in ours)) return [`${key} is missing`];
    const [theirKind, ourKind] = [kindOf(value), kindOf(ours[key])];
    const differ = theirKind !== ourKind && theirKind !== 'null' && ourKind !== 'null';
    return differ ? [`${key} is ${ourKind} instead of ${theirKind}`] : [];
  });
  expect(differences).toEqual([]);
});

/** Keys of single samples that depend on what was sold. */
const OPTIONAL = new Set([
  'changedDisplayEmailEnhancementsWithTime',
  'changedDisplay',
  'cotermNextChargeTotalDisplay',
  'nextChargeDate',
  'nextChargeDateValue',
  'nextChargeDateInSeconds',
  'nextChargeDateDisplay',
  'nextChargeDateDisplayISO8601',
  'beginDisplayEmailEnhancements',
  'beginDisplayEmailEnhancementsWithTime',
  'nextDisplayEmailEnhancements',
  'nextDisplayEmailEnhancementsWithTime',
  'paymentOverdue',
  'cancellationSetting',
  'paymentDueDate',
]);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
