import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { connectAccount } from '../../../testing/server/kommo/kommo-stack.ts';
import { hashPerson } from '../../../testing/server/personal-data/guard.ts';
import { buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import { statusRoutes } from '../status/status-route.ts';
import { createLeadRoute } from './create-lead-route.ts';
import { customersRoutes } from './customers-route.ts';
import { notRelevantRoutes } from './not-relevant-route.ts';

/** Two unmatched customers, the second newer, and the routes for the administrator Maya (7). */
async function start() {
  const stack = await startJobStack();
  const { sandbox, prisma, database, kommo, accountId } = stack;
  sandbox.addAccount({ subdomain: 'rival' });
  const rivalId = await connectAccount(prisma, sandbox, 'rival');
  await prisma.kommoMemory.create({ data: { accountId, name: 'users', value: [{ id: 7, name: 'Maya' }] } });
  await stack.work();
  for (const number of [1, 2]) {
    stack.passTime(60_000);
    await stack.store([orderCompleted(`order-${number}`, buyer(number), stack.now())]);
    await stack.work();
  }
  const app = createApi({
    ...{ database, kommo, now: stack.now },
    authenticate: async (request: { headers: object }) => ({
      accountId: 'x-rival' in request.headers ? rivalId : accountId,
      userId: 7,
      isAdministrator: true,
      accountLanguage: 'en',
    }),
  });
  for (const routes of [customersRoutes, notRelevantRoutes, statusRoutes]) await app.register(routes);
  await app.register(createLeadRoute, { timeoutMs: 1 });
  const customer = await prisma.customer.findFirstOrThrow({ where: { email: buyer(1).email } });
  const decide = (method: 'PUT' | 'DELETE', id = customer.id, headers = {}) =>
    app.inject({ method, url: `/api/v1/customers/${id}/not-relevant`, headers });
  const listed = async (query = '') => {
    const { customers } = (await app.inject({ url: `/api/v1/customers/unmatched${query}` })).json();
    return customers.map(({ email }: { email: string }) => email);
  };
  const count = async () => (await app.inject({ url: '/api/v1/status' })).json().unmatchedCustomers;
  const actions = async () =>
    (await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ userId, action, subject }) => [
      Number(userId),
      action,
      subject,
    ]);
  const row = () => prisma.customer.findFirstOrThrow({ where: { id: customer.id } });
  return { ...stack, app, customer, decide, listed, count, actions, row };
}

test('a customer put aside is in neither list nor count, with who did it and when; undone, it is back at its place', async () => {
  const { app, customer, decide, listed, count, actions } = await start();
  const both = [buyer(2).email, buyer(1).email];
  expect([await listed(), await count()]).toEqual([both, 2]);
  expect((await decide('PUT')).statusCode).toBe(204);
  expect((await decide('PUT')).statusCode).toBe(204);
  expect([await listed(), await count()]).toEqual([[buyer(2).email], 1]);
  const { customers } = (await app.inject({ url: '/api/v1/customers/unmatched?show=notRelevant' })).json();
  expect(customers).toMatchObject([
    { email: buyer(1).email, notRelevant: { since: expect.stringMatching(/^20.*Z$/), by: 'Maya' } },
  ]);
  for (const _ of [1, 2]) expect((await decide('DELETE')).statusCode).toBe(204);
  expect([await listed(), await count(), await listed('?show=notRelevant')]).toEqual([both, 2, []]);
  expect(await actions()).toEqual([
    [7, 'customer_not_relevant', customer.id],
    [7, 'customer_relevant_again', customer.id],
  ]);
});

test('a payment of a customer put aside is recorded, and brings nobody back', async () => {
  const stack = await start();
  await stack.decide('PUT');
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-3', buyer(1), stack.now())]);
  await stack.workThroughFailures();
  expect(await stack.prisma.order.count({ where: { customerId: stack.customer.id } })).toBe(2);
  expect([await stack.listed(), await stack.count()]).toEqual([[buyer(2).email], 1]);
  expect(await stack.listed('?show=notRelevant')).toEqual([buyer(1).email]);
});

test('no lead is created for a customer put aside, by the settings or a request made before', async () => {
  const stack = await start();
  const { customer } = stack;
  await stack.app.inject({ method: 'POST', url: `/api/v1/customers/${customer.id}/lead` });
  expect(await stack.prisma.leadCreation.count()).toBe(1);
  await stack.decide('PUT');
  const refused = await stack.app.inject({ method: 'POST', url: `/api/v1/customers/${customer.id}/lead` });
  expect(refused.json()).toMatchObject({ status: 409, code: 'customer_not_relevant' });
  await stack.saveSettings({ matching: { createWhenUnmatched: 'lead' } });
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-3', buyer(1), stack.now())]);
  await stack.workThroughFailures();
  const names = [...stack.sandbox.account().leads.values()].map(({ name }) => name);
  expect(names).toEqual(['First2 Last2, Pro plan']);
});

test('a lead that fits exactly is linked all the same; unlinked from it, the customer waits again', async () => {
  const stack = await start();
  await stack.decide('PUT');
  const contact = stack.sandbox.addContact({ name: 'First1', emails: [buyer(1).email] });
  const lead = stack.sandbox.addLead({ name: 'Found', contactIds: [contact.id] });
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-3', buyer(1), stack.now())]);
  await stack.workThroughFailures();
  expect(await stack.row()).toMatchObject({ matchState: 'linked', notRelevantAt: null, notRelevantBy: null });
  expect((await stack.decide('PUT')).json()).toMatchObject({ status: 409, code: 'customer_not_waiting' });
  const url = `/api/v1/leads/${lead.id}/customers/${stack.customer.id}`;
  expect((await stack.app.inject({ method: 'DELETE', url })).statusCode).toBe(204);
  await stack.workThroughFailures();
  expect(await stack.listed()).toContain(buyer(1).email);
});

test('another account’s, an unknown and an erased customer cannot be put aside', async () => {
  const { prisma, accountId, customer, decide, actions, row } = await start();
  for (const method of ['PUT', 'DELETE'] as const) {
    expect((await decide(method, customer.id, { 'x-rival': '1' })).statusCode).toBe(404);
    expect((await decide(method, '019a0000-0000-7000-8000-000000000000')).statusCode).toBe(404);
    expect((await decide(method, "x'--")).statusCode).toBe(404);
  }
  expect(await actions()).toEqual([]);
  await decide('PUT');
  await startErasure(prisma, hashPerson, { accountId, userId: 7 }, { customerId: customer.id });
  expect(await row()).toMatchObject({ matchState: 'erased', notRelevantAt: null, notRelevantBy: null });
  for (const method of ['PUT', 'DELETE'] as const) expect((await decide(method)).statusCode).toBe(404);
});
