import { expect, test } from 'vitest';
import { anna, buyer, orderCompleted, refunded } from '../../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { createLeadFields } from '../../delivery/leads/create-lead-fields.ts';
import { askForAllLedgerFields, askForLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import { isLedgerField, ledgerFields } from '../../rules/settings/ledger-fields.ts';

/** Anna with one open lead in an account with the currency euro, and fields for everything that the ledger can show. */
async function startWithFields(options: Parameters<typeof startJobStack>[0] = {}) {
  const stack = await startJobStack(options);
  const { sandbox, prisma, kommo, accountId } = stack;
  await prisma.account.updateMany({ data: { currency: 'EUR', timeZone: 'America/New_York' } });
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const wanted = Object.keys(ledgerFields).filter(isLedgerField);
  const made = await createLeadFields(
    kommo.forAccount(accountId, 'interactive'),
    wanted.map((use) => ({ use, name: use })),
  );
  const fields = Object.fromEntries(made.map(({ use, fieldId }) => [use, fieldId]));
  await stack.saveSettings({ fields });
  await stack.work();
  stack.passTime(60_000);
  sandbox.forgetRequests();
  return { ...stack, lead, contact, fields };
}

/** The values of the lead's fields in Kommo, by the name they were created with. */
function shown({ sandbox }: JobStack, leadId: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    sandbox.lead(leadId).fields.map(({ field_name, values }) => [field_name, values[0]?.value]),
  );
}

test('a payment fills in the fields, in the request that moves the lead', async () => {
  const stack = await startWithFields();
  const at = stack.now();
  await stack.saveSettings({
    fields: stack.fields,
    rules: [{ on: 'order.completed', moveTo: { statusId: 142 }, setPrice: true }],
  });
  await stack.store([orderCompleted('order-1', anna, at)]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toEqual({
    status: 'Paid',
    totalPaid: 238,
    lastPaymentAt: Math.floor(at / 1000),
    country: 'Germany',
  });
  expect(stack.sandbox.lead(stack.lead.id)).toMatchObject({ status_id: 142, price: 238 });
  expect(stack.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
});

test('one change of the ledger is written once, however often its event arrives', async () => {
  const stack = await startWithFields();
  const order = orderCompleted('order-1', anna, stack.now());
  await stack.store([order]);
  await stack.work();
  await stack.store([{ ...order, id: 'resent' }]);
  await stack.work();
  expect(stack.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  await stack.store([refunded('return-1', 'order-1', anna, stack.now())]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ status: 'Refunded', totalPaid: 238 });
  expect(stack.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
});

test('a late older event does not overwrite the values of a newer one', async () => {
  const stack = await startWithFields();
  const at = stack.now();
  await stack.store([refunded('return-1', 'order-1', anna, at)]);
  await stack.work();
  await stack.store([orderCompleted('order-1', anna, at - 60_000)]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ status: 'Refunded' });
});

test('the fields include every customer of the lead, except one who is unlinked', async () => {
  const stack = await startWithFields();
  const second = buyer(2);
  stack.sandbox.updateContactByHand(stack.contact.id, { emails: [anna.email, second.email] });
  await stack.store([orderCompleted('order-1', anna, stack.now()), orderCompleted('order-2', second, stack.now())]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ totalPaid: 476 });
  const { prisma, accountId, lead } = stack;
  await prisma.customerLead.updateMany({ data: { removedAt: new Date() } });
  await askForLedgerFields(prisma, accountId, [lead.id], stack.now());
  stack.passTime(60_000);
  await stack.work();
  expect(shown(stack, lead.id)).toEqual({});
});

test('an amount in another currency is never shown as one in the account’s', async () => {
  const stack = await startWithFields();
  await stack.prisma.account.updateMany({ data: { currency: 'USD' } });
  const text = stack.sandbox.account().customFields.leads.find(({ name }) => name === 'country')?.id ?? 0;
  await stack.saveSettings({ fields: { ...stack.fields, country: null, monthly: text } });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ status: 'Paid' });
  expect(shown(stack, stack.lead.id)).not.toHaveProperty('totalPaid');
  await stack.saveSettings({ fields: { status: stack.fields.status, totalPaid: text } });
  await askForAllLedgerFields(stack.prisma, stack.accountId, stack.now());
  stack.passTime(60_000);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ country: '€238.00' });
});

test('a field missing from Kommo does not keep others from being filled in', async () => {
  const stack = await startWithFields();
  await stack.saveSettings({ fields: { ...stack.fields, country: 4_711 } });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toMatchObject({ status: 'Paid', totalPaid: 238 });
  expect(await stack.effectStates()).toEqual({ done: 2 });
});

test('a field deleted since the fields were read does not keep others from being filled in', async () => {
  const stack = await startWithFields();
  const { sandbox, prisma, kommo, accountId, lead, fields } = stack;
  const rules = [{ on: 'order.completed', moveTo: { statusId: 142 }, note: true }];
  await stack.saveSettings({ fields: { totalPaid: fields.totalPaid, country: fields.country }, rules });
  await kommo.memory.leadFields(accountId, 'fresh');
  const account = sandbox.account();
  account.customFields.leads = account.customFields.leads.filter(({ id }) => id !== fields.country);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(shown(stack, lead.id)).toEqual({ totalPaid: 238 });
  expect(sandbox.lead(lead.id)).toMatchObject({ status_id: 142 });
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(await stack.effectStates()).toEqual({ done: 3 });
  expect(await prisma.effect.findFirstOrThrow({ where: { kind: 'ledger_fields' } })).toMatchObject({
    lastError: expect.stringMatching(/^Left out: country \(.*custom_fields_values/),
  });

  await stack.store([refunded('return-1', 'order-1', anna, stack.now())]);
  await stack.work();
  expect(await prisma.effect.findFirstOrThrow({ where: { kind: 'ledger_fields' } })).toMatchObject({ lastError: null });
});

test('of the fields that a rule writes only the refused one is left out, for any reason', async () => {
  const stack = await startWithFields();
  const { sandbox, prisma, kommo, accountId } = stack;
  const api = kommo.forAccount(accountId, 'interactive');
  const made = await api.createLeadFields(
    ['Reference', 'Story', 'Gone'].map((name) => ({ name, type: 'text' as const, code: name.toUpperCase() })),
  );
  const [reference, story, gone] = made.map(({ id }) => id);
  const values = [
    { fieldId: reference, value: '{reference}' },
    { fieldId: story, value: '{email}'.repeat(20) },
    { fieldId: gone, value: '{reference}' },
  ];
  await stack.saveSettings({
    fields: { status: stack.fields.status },
    rules: [{ on: 'order.completed', fields: values }],
  });
  await kommo.memory.leadFields(accountId, 'fresh');
  const account = sandbox.account();
  account.customFields.leads = account.customFields.leads.filter(({ id }) => id !== gone);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(shown(stack, stack.lead.id)).toEqual({ Reference: 'REF-order-1', status: 'Paid' });
  expect(await prisma.effect.findFirstOrThrow({ where: { kind: 'fields' } })).toMatchObject({
    state: 'done',
    lastError: expect.stringContaining('Left out: Story, Gone'),
  });
});

test('nothing is written once none of the fields exists in Kommo any more', async () => {
  const stack = await startWithFields();
  await stack.saveSettings({ fields: { country: stack.fields.country } });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  const { sandbox, kommo, accountId, lead } = stack;
  // Kommo removes a deleted field's values from the leads too.
  sandbox.account().customFields.leads = [];
  sandbox.lead(lead.id).fields = [];
  await kommo.memory.leadFields(accountId, 'fresh');
  sandbox.forgetRequests();
  await askForAllLedgerFields(stack.prisma, accountId, stack.now());
  stack.passTime(60_000);
  await stack.work();
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  expect(await stack.effectStates()).toEqual({ done: 2 });
});

test('fields are filled in despite failures on the way, and imported payments count', async () => {
  const stack = await startWithFields();
  await stack.store([orderCompleted('order-0', anna, stack.now() - 86_400_000)], 'import');
  for (const kind of ['reset_after', 'reset_before', 'text_429'] as const)
    stack.sandbox.faults.add({ kind, match: { method: 'PATCH' } });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.workThroughFailures();
  expect(shown(stack, stack.lead.id)).toMatchObject({ totalPaid: 476 });
});
