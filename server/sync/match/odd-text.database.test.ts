import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { anna, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';

/** A NUL, a smiley and half of one: a name in Kommo may contain all of them, but Postgres only stores the smiley. */
const odd = 'x\0\u{1F600}\ud83d';

test('an account with names that Postgres cannot store keeps working', async () => {
  const sandboxOptions = { accounts: [{ subdomain: 'demo', name: `Blue ${odd}` }] };
  const stack = await startJobStack({ database: await openTestDatabase(), sandbox: sandboxOptions });
  const { sandbox, prisma, accountId } = stack;
  const account = sandbox.account();
  for (const pipeline of account.pipelines) Object.assign(pipeline.statuses[1] ?? {}, { name: `Stage ${odd}` });
  for (const user of account.users) Object.assign(user, { name: `Rep ${odd}` });
  const field = { type: 'text', sort: 1, is_api_only: false, enums: null, currency: null, code: `C${odd}` };
  account.customFields.leads.push({ ...field, id: 77, name: `Field ${odd}` });
  const company = sandbox.addCompany({ name: `Company ${odd}`, web: odd });
  const addLead = (name: string, email: string) => {
    const contact = sandbox.addContact({
      name: `Contact ${odd}`,
      emails: [email],
      position: odd,
      companyId: company.id,
    });
    return sandbox.addLead({ name, contactIds: [contact.id], companyId: company.id, tags: [{ name: odd }] });
  };
  const leads = [addLead(`Deal ${odd}`, anna.email), addLead('Plain', buyer(1).email)];
  await stack.saveSettings({
    fields: { status: 77 },
    matching: { byCompanyDomain: 'link' },
    rules: [{ on: 'order.completed', task: { typeId: 1, text: 'Call', dueInHours: 1 }, setPrice: true }],
  });
  const wide = { ...buyer(2), email: 'someone@acme.example', company: `Company ${odd}` };
  const payers = [anna, buyer(1), wide];
  await stack.store(payers.map((payer, index) => orderCompleted(`order-${index}`, payer, stack.now())));
  await stack.work();
  expect(leads.map(({ id }) => sandbox.notesOf(id).length)).not.toContain(0);
  expect(await stack.effectStates()).not.toHaveProperty('failed');
  expect(await prisma.event.count({ where: { state: { not: 'recorded' } } })).toBe(0);
  expect(await prisma.lead.findFirstOrThrow({ where: { accountId, leadId: leads[0]?.id ?? 0 } })).toMatchObject({
    name: 'Deal x\u{FFFD}\u{1F600}\u{FFFD}',
  });
});
