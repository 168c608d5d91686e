import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { storeFact } from '../../../testing/server/api/stored-facts.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { orderFact, proPlan, refundFact, subscriptionFact } from '../../../testing/server/rules/facts.ts';
import { customersRoutes } from '../customers/customers-route.ts';
import { paymentsRoutes } from './payments-route.ts';
import type { PaymentsView } from './payments-view.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 20, 12);
const en = { 'accept-language': 'en' };

/** A lead of Kommo's, Anna who pays, and Maya (7) who works at both routes. */
async function setScene() {
  const { prisma, database, kommo, accountId, sandbox } = await startKommoStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  await storeFact(prisma, accountId, { fact: orderFact({ occurredAt: noon }) });
  const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { accountId } });
  await prisma.kommoMemory.create({ data: { accountId, name: 'users', value: [{ id: 7, name: 'Maya' }] } });
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(paymentsRoutes);
  await app.register(customersRoutes);
  const path = `/api/v1/leads/${lead.id}`;
  const view = async (): Promise<PaymentsView> => (await app.inject({ url: `${path}/payments`, headers: en })).json();
  const change = async (method: 'PUT' | 'DELETE') =>
    (await app.inject({ method, url: `${path}/customers/${customerId}` })).statusCode;
  const texts = async () => (await view()).history.map(({ type, text }) => [type, text]);
  return { prisma, accountId, leadId: lead.id, customerId, view, change, texts };
}

test('a part that is given back is called by its name, not by its path', async () => {
  const { prisma, accountId, customerId, change, texts } = await setScene();
  const part = { ...proPlan, product: 'pro-monthly', sku: null, quantity: 0, total: '20.00' };
  await storeFact(prisma, accountId, { fact: refundFact({ occurredAt: noon + day, items: [part] }) });
  await prisma.order.create({
    data: {
      ...{ accountId, customerId, orderId: 'order-1', state: 'completed', kind: 'purchase', live: true },
      ...{ occurredAt: new Date(noon), currency: 'EUR', total: 238, tax: 38, discount: 0, items: [proPlan] },
    },
  });
  await change('PUT');
  expect(await texts()).toContainEqual(['return.created', 'Partially refunded: €23.80, incl. €3.80 tax · Pro plan']);
});

const paid = ['order.completed', 'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2'];

test('the history says why payments are on the lead, and who did it', async () => {
  const { prisma, accountId, leadId, customerId, change, texts } = await setScene();
  const details = { email: 'anna@acme.example', contact: 'Anna Schmidt', lead: 'only' };
  await prisma.customerLead.create({
    data: { accountId, customerId, leadId, reason: 'email', details, since: new Date(noon + 5_000) },
  });
  const found = 'anna@acme.example belongs to contact Anna Schmidt; this is the only open lead';
  expect(await texts()).toEqual([['link.created', `Payments of Anna Schmidt linked: ${found}`], paid]);

  expect(await change('DELETE')).toBe(204);
  expect((await texts()).map(([, text]) => text)).toEqual([
    'Maya unlinked the payments of Anna Schmidt',
    `Payments of Anna Schmidt linked: ${found}`,
  ]);

  expect(await change('PUT')).toBe(204);
  expect((await texts()).filter(([type]) => type?.startsWith('link.')).map(([, text]) => text)).toEqual([
    'Maya linked the payments of Anna Schmidt',
    'Maya unlinked the payments of Anna Schmidt',
    `Payments of Anna Schmidt linked: ${found}`,
  ]);
});

test('a customer that a person unlinked can be linked again from the card for a day', async () => {
  const { prisma, accountId, customerId, view, change } = await setScene();
  const { unlinked: before } = await view();
  expect(before).toEqual([]);
  await change('PUT');
  await prisma.customerLead.updateMany({ data: { since: new Date(noon) } });
  await change('DELETE');
  const text = 'Maya unlinked the payments of Anna Schmidt';
  expect((await view()).unlinked).toEqual([{ id: customerId, text, again: 'Link again' }]);

  await prisma.customerLead.updateMany({ where: { accountId }, data: { removedAt: new Date(Date.now() - 2 * day) } });
  expect((await view()).unlinked).toEqual([]);
  await prisma.customerLead.updateMany({ where: { accountId }, data: { removedAt: new Date() } });
  await change('PUT');
  const linked = await view();
  expect([linked.unlinked, linked.customers.map(({ id }) => id)]).toEqual([[], [customerId]]);
});

test('a customer of a payment link who is linked again shows no more than was bought by that link', async () => {
  const { prisma, accountId, leadId, customerId, view, change } = await setScene();
  const second = { ...orderFact({ orderId: 'order-2', occurredAt: noon }), key: 'order.completed:order-2' };
  await storeFact(prisma, accountId, { fact: second, leadId });
  await prisma.fact.updateMany({
    where: { accountId, leadId },
    data: { orderId: 'order-2', plannedAt: new Date(noon) },
  });
  await prisma.order.createMany({
    data: ['order-1', 'order-2'].map((orderId) => ({
      ...{ accountId, customerId, orderId, state: 'completed', kind: 'purchase', live: true },
      ...{ occurredAt: new Date(noon), currency: 'EUR', total: 238, tax: 38, discount: 0, items: [] },
    })),
  });
  const link = { accountId, customerId, since: new Date(noon) };
  await prisma.customerLead.createMany({
    data: [
      { ...link, leadId, reason: 'tag' },
      { ...link, leadId: leadId + 1, reason: 'email' },
    ],
  });
  for (const method of ['DELETE', 'PUT', 'PUT'] as const) {
    expect(await change(method)).toBe(204);
    const { orders } = await view();
    expect(orders.map(({ id }) => id)).toEqual(method === 'DELETE' ? [] : ['order-2']);
  }
});

test('a suggestion that somebody rules out is not made again', async () => {
  const { prisma, accountId, leadId, customerId, view, change, texts } = await setScene();
  expect(await change('DELETE')).toBe(404);
  const candidate = { leadId, contactId: 1, companyId: null, reason: 'domain', confidence: 40, details: {} };
  const match = { why: { code: 'nobody', params: { email: 'anna@acme.example' } }, candidates: [candidate] };
  await prisma.customer.updateMany({ where: { id: customerId }, data: { matchState: 'unmatched', match } });
  expect((await view()).suggestions.map(({ id }) => id)).toEqual([customerId]);

  expect(await change('DELETE')).toBe(204);
  const { suggestions, unlinked } = await view();
  expect([suggestions, unlinked]).toEqual([[], []]);
  expect(await texts()).toEqual([['link.removed', 'Maya marked Anna Schmidt as not belonging to this lead']]);
  const { nextMatchAt } = await prisma.customer.findFirstOrThrow({ where: { accountId } });
  expect(nextMatchAt).not.toBeNull();
  expect(await change('DELETE')).toBe(404);
});

test('payments of several customers say whose they are', async () => {
  const { prisma, accountId, leadId, customerId, texts } = await setScene();
  const other = { email: 'berta@acme.example', name: 'Berta Braun', fastspringAccountId: 'acc-berta' };
  const { customer } = orderFact();
  const fact = orderFact({ key: 'order.completed:order-2', orderId: 'order-2', customer: { ...customer, ...other } });
  await storeFact(prisma, accountId, { fact });
  const { id: bertaId } = await prisma.customer.findFirstOrThrow({ where: { accountId, email: other.email } });
  for (const id of [customerId, bertaId]) {
    await prisma.customerLead.create({ data: { accountId, customerId: id, leadId, reason: 'created' } });
  }
  const payments = (await texts()).filter(([type]) => type === 'order.completed').map(([, text]) => text);
  expect(payments.toSorted()).toEqual([
    'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · Anna Schmidt',
    'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · Berta Braun',
  ]);
});

test('a subscription lists its changes beside its present state, newest first, and where FastSpring shows it', async () => {
  const { prisma, accountId, leadId, customerId, view } = await setScene();
  const happened = [
    subscriptionFact('subscription.activated', { occurredAt: noon }),
    subscriptionFact('subscription.updated', { occurredAt: noon + day, subscription: { quantity: 5 } }),
    subscriptionFact('subscription.updated', {
      ...{ key: 'subscription.updated:sub-1:2', occurredAt: noon + 2 * day },
      subscription: { quantity: 6 },
    }),
    subscriptionFact('subscription.paused', { occurredAt: noon + 3 * day, subscription: { quantity: 6 } }),
  ];
  for (const fact of happened) await storeFact(prisma, accountId, { fact });
  await prisma.subscription.create({
    data: {
      ...{
        accountId,
        subscriptionId: 'sub-1',
        customerId,
        product: 'Pro plan',
        quantity: 5,
        state: 'paused',
        live: true,
      },
      ...{ startedAt: new Date(noon), changedAt: new Date(noon), details: {} },
    },
  });
  await prisma.customerLead.create({ data: { accountId, customerId, leadId, reason: 'email' } });
  const {
    subscriptions: [subscription],
    pages,
  } = await view();
  // The pause is the subscription's state, which says so already.
  expect(subscription?.state).toBe('paused');
  expect(subscription?.changes).toEqual([
    { at: '2026-11-22T12:00:00.000Z', text: 'Pro plan × 5 → Pro plan × 6' },
    { at: '2026-11-21T12:00:00.000Z', text: 'Pro plan × 2 → Pro plan × 5' },
  ]);
  expect(`${pages.subscription}${subscription?.id}`).toBe(
    'https://app.fastspring.com/subscription/home.xml?mRef=Subscription:sub-1',
  );
});
