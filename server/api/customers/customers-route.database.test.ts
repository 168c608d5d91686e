import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { connectAccount } from '../../../testing/server/kommo/kommo-stack.ts';
import { anna, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { readLeadLedger } from '../../recording/read/lead-ledger.ts';
import { paymentsRoutes } from '../card/payments-route.ts';
import type { PaymentsView } from '../card/payments-view.ts';
import { customersRoutes } from './customers-route.ts';

/** Anna, who has paid, her lead and another; Maya (7) at this account's routes and somebody of another account. */
async function start() {
  const stack = await startJobStack();
  const { sandbox, prisma, database, kommo, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const other = sandbox.addLead({ name: 'Other', contactIds: [sandbox.addContact({ name: 'Boss' }).id] });
  sandbox.addAccount({ subdomain: 'rival' });
  const rivalId = await connectAccount(prisma, sandbox, 'rival');
  await stack.work();
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { email: anna.email } });

  const app = createApi({
    ...{ database, kommo, now: stack.now },
    authenticate: async (request: { headers: object }) => ({
      accountId: 'x-rival' in request.headers ? rivalId : accountId,
      userId: 7,
      isAdministrator: true,
      accountLanguage: 'en',
    }),
  });
  await app.register(customersRoutes);
  await app.register(paymentsRoutes);

  const send = (method: 'PUT' | 'DELETE', leadId: number | string, id = customerId, headers = {}) =>
    app.inject({ method, url: `/api/v1/leads/${leadId}/customers/${id}`, headers });
  return {
    ...stack,
    app,
    contact,
    lead,
    other,
    rivalId,
    customerId,
    change: async (...parameters: Parameters<typeof send>) => {
      const answer = await send(...parameters);
      return answer.statusCode === 204 ? 204 : answer.json();
    },
    links: async () => {
      const rows = await prisma.customerLead.findMany({ where: { removedAt: null }, orderBy: { since: 'asc' } });
      return rows.map(({ leadId, reason, linkedBy }) => [Number(leadId), reason, linkedBy && Number(linkedBy)]);
    },
    show: async (leadId: number, emails: readonly string[], headers = {}): Promise<PaymentsView> =>
      (
        await app.inject({
          method: 'POST',
          url: `/api/v1/leads/${leadId}/payments`,
          headers: { 'accept-language': 'en', ...headers },
          payload: { contacts: [{ id: 1, emails }] },
        })
      ).json(),
  };
}

test('what a person links outranks what was found, from the next payment on', async () => {
  const stack = await start();
  expect(await stack.links()).toEqual([[stack.lead.id, 'email', null]]);
  expect(await stack.change('PUT', stack.other.id)).toBe(204);
  expect(await stack.links()).toEqual([
    [stack.lead.id, 'email', null],
    [stack.other.id, 'hand', 7],
  ]);
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(1);
  expect(stack.sandbox.notesOf(stack.other.id)).toHaveLength(1);
});

test('linked manually, merged away in Kommo: the payments follow the contact of that lead', async () => {
  const stack = await start();
  await stack.change('PUT', stack.other.id);
  const kept = stack.sandbox.addLead({ name: 'Kept', contactIds: stack.other.contacts.map(({ id }) => id) });
  stack.sandbox.mergeLeadsByHand(kept.id, stack.other.id);
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.workThroughFailures();
  expect(stack.sandbox.notesOf(kept.id)).toHaveLength(1);
  expect(await stack.links()).toContainEqual([kept.id, 'hand', 7]);
});

test('what a person takes off stays off, and what was not done yet goes elsewhere, once', async () => {
  const stack = await start();
  stack.passTime(60_000);
  const outage = stack.sandbox.faults.add({ kind: 'text_429', times: Infinity });
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  const second = stack.sandbox.addLead({ name: 'Second', contactIds: [stack.contact.id] });
  expect(await stack.change('DELETE', stack.lead.id)).toBe(204);
  outage.remove();
  await stack.workThroughFailures();
  expect(await stack.links()).toEqual([[second.id, 'email', null]]);
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(1);
  expect(stack.sandbox.notesOf(second.id)).toHaveLength(1);
});

test('linked again after it was taken off, what waits is done there', async () => {
  const stack = await start();
  stack.passTime(60_000);
  const outage = stack.sandbox.faults.add({ kind: 'text_429', times: Infinity });
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  outage.remove();
  await stack.prisma.account.updateMany({ data: { pausedUntil: null } });
  expect(await stack.change('DELETE', stack.lead.id)).toBe(204);
  expect(await stack.change('PUT', stack.lead.id)).toBe(204);
  stack.passTime(600_000);
  await stack.workThroughFailures();
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(2);
});

test('who linked, when and why is kept through every change', async () => {
  const stack = await start();
  for (const method of ['DELETE', 'PUT', 'DELETE', 'PUT', 'PUT'] as const) {
    stack.passTime(1_000);
    expect(await stack.change(method, stack.lead.id)).toBe(204);
  }
  const { history } = await stack.show(stack.lead.id, []);
  const told = history.filter(({ type }) => type.startsWith('link.')).map(({ text }) => text);
  expect(told).toHaveLength(5);
  expect(told).toContain(
    'Payments of Anna Schmidt linked: anna@acme.example belongs to contact Anna Schmidt; this is the only open lead',
  );
  expect(told.filter((text) => text === '7 linked the payments of Anna Schmidt')).toHaveLength(2);
});

test('another account reaches nothing of this one', async () => {
  const stack = await start();
  const rival = { 'x-rival': '1' };
  const theirs = stack.sandbox.addLead({ name: 'Theirs' }, { subdomain: 'rival' });
  const before = await stack.links();
  expect(await stack.change('PUT', theirs.id, stack.customerId, rival)).toMatchObject({ status: 404 });
  expect(await stack.change('DELETE', stack.lead.id, stack.customerId, rival)).toMatchObject({ status: 404 });
  expect(await stack.change('PUT', theirs.id)).toMatchObject({ status: 404, title: 'Unknown lead' });
  expect((await stack.show(stack.lead.id, [anna.email], rival)).customers).toEqual([]);
  expect(await stack.links()).toEqual(before);
  expect(await stack.prisma.customer.findFirstOrThrow({ where: { id: stack.customerId } })).toMatchObject({
    matchState: 'linked',
    nextMatchAt: null,
  });
});

test('what is not there cannot be linked or taken off, and the answer says what to do', async () => {
  const stack = await start();
  const nobody = '019a0000-0000-7000-8000-000000000000';
  expect(await stack.change('PUT', stack.lead.id, nobody)).toMatchObject({ status: 404, title: 'Unknown customer' });
  expect(await stack.change('DELETE', stack.other.id)).toMatchObject({ status: 404, title: 'Not linked' });
  expect(await stack.change('PUT', 999_999_999)).toMatchObject({ status: 404, title: 'Unknown lead' });
  stack.sandbox.deleteLeadByHand(stack.other.id);
  expect(await stack.change('PUT', stack.other.id)).toMatchObject({ status: 404, title: 'Unknown lead' });
  for (const leadId of ['0', '-1', '1.5', '1e3', '9'.repeat(16), "1'--", '%00']) {
    expect(await stack.change('PUT', leadId)).toMatchObject({ status: 404 });
  }
  expect(await stack.change('PUT', stack.lead.id, 'x'.repeat(36))).toMatchObject({ status: 404 });
  const outage = stack.sandbox.faults.add({ kind: 'status', status: 500, when: 'before', times: Infinity });
  expect(await stack.change('PUT', stack.lead.id)).toMatchObject({ status: 503 });
  outage.remove();
});

test('an open card shows its contacts’ payments at once, and links only what Kommo confirms', async () => {
  const stack = await start();
  const seven = buyer(7);
  await stack.store([orderCompleted('order-7', seven, stack.now())]);
  await stack.work();
  const view = await stack.show(stack.other.id, [seven.email.toUpperCase()]);
  const explanation = `${seven.email} belongs to a contact of this lead`;
  expect(view.customers).toMatchObject([
    { email: seven.email, match: { reason: 'email', explanation, confirmed: false } },
  ]);
  const sums = { currency: 'EUR', paid: '238.00', tax: '38.00', refunded: '0.00', taxKept: '38.00', net: '200.00' };
  expect(view.totals).toEqual([sums]);
  expect(view.payouts).toEqual([]);
  await stack.prisma.order.updateMany({ data: { payoutCurrency: 'USD', fee: '14.2', payoutNet: '203.11' } });
  const { payouts } = await stack.show(stack.other.id, [seven.email]);
  expect(payouts).toEqual([{ currency: 'USD', fee: '14.20', net: '203.11' }]);
  await stack.work();
  expect((await stack.links()).map(([leadId]) => leadId)).toEqual([stack.lead.id]);

  const contact = stack.sandbox.addContact({ name: 'Seven', emails: [seven.email] });
  const lead = stack.sandbox.addLead({ name: 'Seven', contactIds: [contact.id] });
  await stack.prisma.customer.updateMany({
    where: { email: seven.email },
    data: { matchedAt: new Date(Date.now() - 61_000) },
  });
  await stack.show(lead.id, [seven.email]);
  await stack.work();
  expect(await stack.links()).toContainEqual([lead.id, 'email', null]);
});

test('however often cards are opened, Kommo is not asked again at once', async () => {
  const stack = await start();
  const seven = buyer(7);
  await stack.store([orderCompleted('order-7', seven, stack.now())]);
  await stack.work();
  stack.sandbox.forgetRequests();
  for (let time = 0; time < 5; time += 1) {
    await stack.show(stack.other.id, [seven.email]);
    await stack.work();
  }
  expect(stack.sandbox.callCount()).toBe(0);
});

test('who pays for several leads through their payment links has on each no more than what was bought there', async () => {
  const stack = await start();
  const bookkeeper = buyer(7);
  const account = stack.sandbox.account().id;
  const payFor = (orderId: string, leadId: number) =>
    orderCompleted(orderId, bookkeeper, stack.now(), {
      tags: { kommo_lead: stack.leadTags.sign(leadId, account, stack.now()) },
    });
  await stack.store([payFor('order-7', stack.lead.id)]);
  await stack.work();
  const ordersOn = async (leadId: number) => (await stack.show(leadId, [])).orders.map(({ id }) => id).sort();
  expect(await ordersOn(stack.lead.id)).toEqual(['order-1', 'order-7']);
  await stack.store([payFor('order-8', stack.other.id)]);
  await stack.work();
  expect(await ordersOn(stack.lead.id)).toEqual(['order-1', 'order-7']);
  expect(await ordersOn(stack.other.id)).toEqual(['order-8']);
  const view = await stack.show(stack.other.id, []);
  expect(view.totals).toMatchObject([{ paid: '238.00' }]);
  expect(view.customers).toMatchObject([
    { match: { reason: 'tag', explanation: 'paid with a payment link created for this lead' } },
  ]);
  expect(view.history.filter(({ type }) => type === 'order.completed')).toHaveLength(1);
  const ledgers = await readLeadLedger(stack.prisma, stack.accountId, [stack.lead.id, stack.other.id]);
  expect([...ledgers.values()].map(({ orders }) => orders.length)).toEqual([2, 1]);
});
