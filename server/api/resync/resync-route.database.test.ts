import { expect, onTestFinished, test } from 'vitest';
import { anna, orderCompleted } from '../../account-job/testing/fastspring-events.ts';
import { startJobStack } from '../../account-job/testing/job-stack.ts';
import { createLeadFields } from '../../delivery/create-lead-fields.ts';
import { createServer } from '../../http/create-server.ts';
import { resyncRoute } from './resync-route.ts';

/** Anna, whose second payment's note Kommo has refused, on a lead with fields that show the ledger. */
async function setScene() {
  const stack = await startJobStack();
  const { sandbox, prisma, kommo, database, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const [status] = await createLeadFields(kommo.forAccount(accountId, 'interactive'), [
    { use: 'status', name: 'Status' },
  ]);
  await stack.saveSettings({ fields: { status: status?.fieldId } });
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  const body = { title: 'Bad Request', status: 400, detail: 'Not today' };
  sandbox.faults.add({ kind: 'status', status: 400, body, match: { method: 'POST', path: /notes/ } });
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  stack.passTime(3_600_000);

  const app = createServer();
  onTestFinished(() => app.close());
  await app.register(resyncRoute, {
    database,
    authenticate: async () => ({ accountId, userId: 7, isAdministrator: true }),
    wake: () => undefined,
    now: stack.now,
  });
  const customer = await prisma.customer.findFirstOrThrow();
  const resync = async (id = customer.id) => {
    const answer = await app.inject({ method: 'POST', url: `/api/v1/customers/${id}/resync` });
    return { status: answer.statusCode, body: answer.json() };
  };
  const statusShown = (leadId: number) =>
    sandbox.lead(leadId).fields.find(({ field_id }) => field_id === status?.fieldId)?.values[0]?.value;
  return { ...stack, lead, customer, fieldId: status?.fieldId ?? 0, resync, statusShown };
}

test('a resync mends what was changed by hand, writes what Kommo refused, and nothing twice', async () => {
  const stack = await setScene();
  const { sandbox, prisma, lead, customer, fieldId, resync, statusShown } = stack;
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(statusShown(lead.id)).toBe('Paid');
  const edited = [{ field_id: fieldId, values: [{ value: 'Very important' }] }];
  sandbox.updateLeadByHand(lead.id, { custom_fields_values: edited });
  sandbox.forgetRequests();

  const motion = { customerId: customer.id, leads: 1, events: 0 };
  expect(await resync()).toEqual({ status: 202, body: { ...motion, effects: 1 } });
  expect(await resync()).toEqual({ status: 202, body: { ...motion, effects: 0 } });
  stack.passTime(10_000);
  await stack.work();
  expect(statusShown(lead.id)).toBe('Paid');
  expect(sandbox.notesOf(lead.id)).toHaveLength(2);
  expect(await stack.effectStates()).toEqual({ done: 3 });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);

  const kept = sandbox.addLead({ name: 'Kept' });
  sandbox.mergeLeadsByHand(kept.id, lead.id);
  stack.passTime(60_000);
  await resync();
  await stack.work();
  expect(await prisma.customerLead.findMany({ where: { removedAt: null } })).toMatchObject([
    { leadId: BigInt(kept.id) },
  ]);
  expect(statusShown(kept.id)).toBe('Paid');
  expect([...sandbox.account().notes.values()]).toHaveLength(2);

  expect(await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { action: 'customer_resynced', userId: 7n, subject: customer.id, after: { leads: 1, events: 0, effects: 1 } },
    { action: 'customer_resynced' },
    { action: 'customer_resynced' },
  ]);
  const stranger = await prisma.customer.create({ data: { accountId: crypto.randomUUID(), identity: 'account:X' } });
  expect((await resync(stranger.id)).status).toBe(404);
  expect((await resync('anna')).status).toBe(404);
});
