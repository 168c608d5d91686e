import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import { storeFact } from '../../../testing/server/api/stored-facts.ts';
import { orderFact, refundFact } from '../../../testing/server/rules/facts.ts';

const day = 86_400_000;

async function startWithFacts() {
  const server = await startSettingsServer();
  const { prisma, accountId, sandbox } = server;
  const [sales] = sandbox.account().pipelines;
  const pipelineId = sales?.id ?? 0;
  const stage = sales?.statuses.find(({ name }) => name === 'Subscribed');
  const now = Date.now();
  const order = (id: string, daysAgo: number) =>
    orderFact({ key: `order.completed:${id}`, orderId: id, occurredAt: now - daysAgo * day });
  await prisma.account.updateMany({ data: { currency: 'EUR', timeZone: 'Europe/Berlin' } });
  await prisma.lead.create({
    data: {
      accountId,
      leadId: 7,
      name: 'Acme',
      pipelineId,
      statusId: 1,
      readAt: new Date(),
    },
  });
  await storeFact(prisma, accountId, { fact: order('new', 1), leadId: 7 });
  await storeFact(prisma, accountId, { fact: order('older', 20), leadId: 7 });
  await storeFact(prisma, accountId, { fact: order('too-old', 40), leadId: 7 });
  await storeFact(prisma, accountId, { fact: order('imported', 2), leadId: 7, source: 'import' });
  await storeFact(prisma, accountId, { fact: refundFact({ occurredAt: now - day }), leadId: 7 });
  await storeFact(prisma, accountId, { fact: order('nobody', 3) });
  return { ...server, pipelineId, stageId: stage?.id ?? 0 };
}

test('a changed rule is tried on the last 30 days, and nothing is stored or sent', async () => {
  const { call, prisma, sandbox, pipelineId, stageId } = await startWithFacts();
  await call('GET', '/api/v1/catalog');
  const asked = sandbox.callCount();
  const rules = [{ on: 'order.completed', moveTo: { pipelineId, statusId: stageId }, note: false, setPrice: true }];
  const { status, body } = await call('POST', '/api/v1/settings/simulate', { json: { rules } });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    days: 30,
    facts: 3,
    withoutLead: 1,
    saved: { note: 3 },
    simulated: { note: 1, move: 2, price: 2 },
    furtherDifferences: 0,
  });
  expect(body.differences).toMatchObject([
    { leadId: 7, leadName: 'Acme', type: 'order.completed', removed: [{ kind: 'note' }] },
    { leadId: 7 },
  ]);
  expect(body.differences[0].added).toEqual([
    { kind: 'move', pipelineId, statusId: stageId, reopen: false },
    { kind: 'price', price: '238.00', currency: 'EUR' },
  ]);
  expect(body.differences[0].at > body.differences[1].at).toBe(true);
  expect(await prisma.effect.count()).toBe(0);
  expect((await call('GET', '/api/v1/settings')).body.rules).toEqual([]);
  expect(sandbox.callCount()).toBe(asked);
});

test('what could not be saved is not simulated either', async () => {
  const { call } = await startWithFacts();
  const json = { rules: [{ on: 'order.completed', moveTo: { statusId: 987_654 } }] };
  expect(await call('POST', '/api/v1/settings/simulate', { json })).toMatchObject({
    status: 400,
    body: { problems: [{ path: 'rules.0.moveTo.statusId', code: 'unknown_stage' }] },
  });
  expect((await call('POST', '/api/v1/settings/simulate', { json: {}, as: 'seller' })).status).toBe(403);
});
