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
  let userId = 7;
  const app = createApi({
    ...{ database: stack.database, kommo: stack.kommo },
    authenticate: async () => ({
      accountId: stack.accountId,
      userId,
      isAdministrator: administrator,
      accountLanguage: 'en',
    }),
    wake: () => {
      running = running.then(() => stack.work());
    },
  });
  await app.register(createLeadRoute, { timeoutMs });
  const customer = await stack.prisma.customer.findFirstOrThrow();
  const send =
    (method: 'GET' | 'POST') =>
    async (customerId = customer.id) => {
      const answer = await app.inject({ method, url: `/api/v1/customers/${customerId}/lead` });
      await running;
      return { status: answer.statusCode, body: answer.json() };
    };
  const actAs = (id: number) => {
    userId = id;
  };
  return { ...stack, customer, actAs, ask: send('POST'), preview: send('GET') };
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

test('says at once that somebody marked the customer as not relevant meanwhile', async () => {
  const stack = await startRoute();
  stack.sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  const asked = stack.ask();
  await expect.poll(() => stack.prisma.leadCreation.count(), { timeout: 20_000 }).toBe(1);
  await stack.prisma.customer.updateMany({ data: { notRelevantAt: new Date(stack.now()) } });
  expect(await asked).toMatchObject({ status: 409, body: { code: 'customer_not_relevant' } });
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

test('first says the pipeline, the stage and the responsible person, and then makes exactly that', async () => {
  const stack = await startRoute();
  const { sandbox } = stack;
  const [main] = sandbox.account().pipelines;
  const [first, second] = sandbox.account().users.filter(({ isActive }) => isActive);
  await stack.saveSettings({ responsible: [{ userIds: [second?.id, first?.id] }] });
  const preview = await stack.preview();
  expect(preview).toEqual({
    status: 200,
    body: {
      leadName: 'First1 Last1, Pro plan',
      pipeline: main?.name,
      stage: expect.any(String),
      responsible: second?.name,
      isNewContact: true,
    },
  });
  expect([leads(stack), await stack.prisma.leadCreation.count(), await stack.prisma.auditEntry.count()]).toEqual([
    [],
    0,
    0,
  ]);
  await stack.ask();
  const [lead] = leads(stack);
  const stage = main?.statuses.find(({ id }) => id === lead?.status_id);
  expect(lead).toMatchObject({ pipeline_id: main?.id, responsible_user_id: second?.id });
  expect([stage?.name, lead?.name]).toEqual([preview.body.stage, preview.body.leadName]);
  expect(await stack.preview()).toMatchObject({ status: 409, body: { code: 'customer_not_waiting' } });
});

test('the product’s pipeline, an existing contact and the asking person show in the preview', async () => {
  const stack = await startRoute();
  const { sandbox, prisma } = stack;
  const [, other] = sandbox.account().pipelines;
  const asking = sandbox.account().users.find(({ isActive }) => isActive);
  await stack.saveSettings({ products: [{ sku: '*', pipelineId: other?.id }] });
  stack.actAs(asking?.id ?? 0);
  const { customer } = stack;
  const candidate = { leadId: null, contactId: 8, companyId: null, reason: 'email', confidence: 90, details: {} };
  const match = { why: { code: 'noLead', params: {} }, candidates: [candidate] };
  await prisma.customer.updateMany({ where: { id: customer.id }, data: { match } });
  expect((await stack.preview()).body).toMatchObject({
    pipeline: other?.name,
    responsible: asking?.name,
    isNewContact: false,
  });
});

test('a preview is refused where the lead would be', async () => {
  const seller = await startRoute({ administrator: false });
  expect(await seller.preview()).toMatchObject({ status: 403 });
  const stack = await startRoute();
  expect(await stack.preview('nobody')).toMatchObject({ status: 404 });
  await stack.prisma.customer.updateMany({ data: { notRelevantAt: new Date(), notRelevantBy: 7 } });
  expect(await stack.preview()).toMatchObject({ status: 409, body: { code: 'customer_not_relevant' } });
  await stack.prisma.account.updateMany({ data: { writingPausedAt: new Date(), writingPauseReason: 'Cleaning up' } });
  await stack.prisma.customer.updateMany({ data: { notRelevantAt: null, notRelevantBy: null } });
  expect(await stack.preview()).toMatchObject({ status: 409, body: { code: 'writing_paused' } });
  await stack.prisma.customer.updateMany({ data: { email: null, emailFolded: null } });
  expect(await stack.preview()).toMatchObject({ status: 409, body: { code: 'customer_without_email' } });
});
