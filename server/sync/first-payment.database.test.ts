import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../testing/server/sync/job-stack.ts';

const callsOf = ({ requests }: Pick<KommoSandbox, 'requests'>) =>
  requests.map(({ method, path }) => `${method} ${path.split('?')[0]?.replace('/demo/api/v4', '')}`);

test('a first payment costs four requests: one note, one move', async () => {
  const stack = await startJobStack({ database: await openTestDatabase() });
  const { sandbox } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const [sales] = sandbox.account().pipelines;
  const statusId = sales?.statuses.find(({ name }) => name === 'Subscribed')?.id ?? 0;
  await stack.saveSettings({ rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId } }] });
  await stack.work();
  stack.passTime(60_000);
  sandbox.forgetRequests();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(sandbox.lead(lead.id).status_id).toBe(statusId);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(callsOf(sandbox)).toEqual(['GET /contacts', 'GET /leads', 'PATCH /leads', 'POST /leads/notes']);
});

test('an unmatched customer gets a contact and a lead in the product’s pipeline, with the payment on it', async () => {
  const stack = await startJobStack({ database: await openTestDatabase() });
  const { sandbox, prisma } = stack;
  const renewals = sandbox.account().pipelines[1];
  await prisma.account.updateMany({ data: { currency: 'EUR' } });
  await stack.saveSettings({
    matching: { createWhenUnmatched: 'lead' },
    products: [{ sku: 'PRO-*', pipelineId: renewals?.id }],
  });
  const jo = buyer(1);
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  const [lead, ...others] = sandbox.account().leads.values();
  expect(others).toEqual([]);
  expect(lead).toMatchObject({ name: 'First1 Last1, Pro plan', price: 238, pipeline_id: renewals?.id });
  expect(renewals?.statuses.find(({ id }) => id === lead?.status_id)).toMatchObject({ name: 'Due' });
  expect(lead?.tags.map(({ name }) => name)).toEqual(['FastSpring']);
  const contacts = [...sandbox.account().contacts.values()];
  expect(contacts).toMatchObject([{ name: 'First1 Last1' }]);
  expect(JSON.stringify(contacts[0])).toContain(jo.email);
  expect(sandbox.notesOf(lead?.id ?? 0)).toHaveLength(1);
  expect(await prisma.customerLead.findFirstOrThrow()).toMatchObject({ reason: 'created', linkedBy: null });
});
