import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { createLeadRoute } from './create-lead-route.ts';

/** An unmatched customer, the route, and the account's job behind its wake. */
async function startRoute({ timeoutMs = 20_000, administrator = true } = {}) {
  const stack = await startJobStack();
  await stack.work();
  await stack.store([orderCompleted('order-1', buyer(1), stack.now())]);
  await stack.work();
  let running = Promise.resolve();
  const app = createApi({
    database: stack.database,
    authenticate: async () => ({
      accountId: stack.accountId,
      userId: 7,
      isAdministrator: administrator,
      accountLanguage: 'en',
    }),
    wake: () => {
      running = running.then(() => stack.work());
    },
  });
  await app.register(createLeadRoute, { timeoutMs });
  const { id } = await stack.prisma.customer.findFirstOrThrow();
  const ask = async (customerId = id) => {
    const answer = await app.inject({ method: 'POST', url: `/api/v1/customers/${customerId}/lead` });
    await running;
    return { status: answer.statusCode, body: answer.json() };
  };
  return { ...stack, ask };
}

const leads = ({ sandbox }: Awaited<ReturnType<typeof startRoute>>) => [...sandbox.account().leads.values()];

test('makes a lead once, however often it is asked for, and says which', async () => {
  const stack = await startRoute();
  const answers = await Promise.all([stack.ask(), stack.ask(), stack.ask()]);
  const [lead] = leads(stack);
  expect(leads(stack)).toHaveLength(1);
  for (const answer of answers) {
    expect(answer).toEqual({ status: 200, body: { leadId: lead?.id, leadName: 'First1 Last1, Pro plan' } });
  }
  expect(await stack.prisma.customerLead.findFirstOrThrow()).toMatchObject({ reason: 'created', linkedBy: 7n });
  expect(await stack.prisma.auditEntry.findMany()).toMatchObject([{ userId: 7n, action: 'lead_requested' }]);
});

test('a refusal shows Kommo’s reason', async () => {
  const stack = await startRoute();
  const body = { title: 'Bad Request', status: 400, detail: 'Not today' };
  stack.sandbox.faults.add({ kind: 'status', status: 400, body, match: { method: 'POST', path: /complex/ } });
  expect(await stack.ask()).toMatchObject({ status: 409, body: { code: 'kommo_refused' } });
  expect(await stack.ask()).toMatchObject({ status: 200 });
  expect(leads(stack)).toHaveLength(1);
});

test('does not keep a person waiting for ever', async () => {
  const stack = await startRoute({ timeoutMs: 1 });
  stack.sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  expect(await stack.ask()).toMatchObject({ status: 409, body: { code: 'creation_pending' } });
});

test('needs an administrator, and a customer whose address is known', async () => {
  const seller = await startRoute({ administrator: false });
  expect(await seller.ask()).toMatchObject({ status: 403 });
  const stack = await startRoute();
  expect(await stack.ask('nobody')).toMatchObject({ status: 404 });
  await stack.prisma.customer.updateMany({ data: { email: null, emailFolded: null } });
  expect(await stack.ask()).toMatchObject({ status: 409, body: { code: 'customer_without_email' } });
  expect(leads(stack)).toEqual([]);
});
