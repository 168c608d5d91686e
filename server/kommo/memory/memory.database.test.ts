import { expect, test } from 'vitest';
import { startKommo, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { storeLeads } from '../../delivery/leads/known-leads.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { identifyCaller } from '../people/callers.ts';
import { KommoError, KommoForbidden } from '../requests/errors.ts';

test('while Kommo cannot be reached, remembered values are used at any age', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const fields = await kommo.memory.leadFields(accountId);
  await grow(prisma);
  sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  expect(await kommo.memory.leadFields(accountId)).toEqual(fields);
  await expect(kommo.memory.leadFields(accountId, 'fresh')).rejects.toThrow();
});

test('a value remembered in another form is read again', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  await prisma.kommoMemory.create({ data: { accountId, name: 'pipelines', value: { former: 'form' } } });
  expect(await kommo.memory.pipelines(accountId)).toHaveLength(sandbox.account().pipelines.length);
});

test('the account’s own facts come along with its task types', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack({
    sandbox: { accounts: [{ subdomain: 'demo', language: 'pt', currency: 'BRL', timezone: 'America/Sao_Paulo' }] },
  });
  expect(await kommo.memory.taskTypes(accountId)).toMatchObject(sandbox.account().taskTypes);
  const { language, currency, timeZone, name } = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect({ language, currency, timeZone, name }).toEqual({
    language: 'pt',
    currency: 'BRL',
    timeZone: 'America/Sao_Paulo',
    name: sandbox.account().name,
  });
});

test('Kommo’s list of users decides who is an administrator, not an older token', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack();
  const [administrator, seller] = sandbox.account().users;
  let { rights } = kommo.memory;
  const asked = async (userId = 0, isAdministrator: boolean | null = null) =>
    (await identifyCaller({ accountId, userId, isAdministrator }, rights))?.isAdministrator;
  expect(await asked(administrator?.id)).toBe(true);
  expect(await asked(seller?.id, true)).toBe(false);
  expect(sandbox.callCount()).toBe(1);
  sandbox.deactivateUser(seller?.id ?? 0);
  await grow(prisma, '6 minutes');
  rights = startKommo(database, config).memory.rights;
  expect(await asked(administrator?.id, false)).toBe(true);
  expect(await asked(seller?.id)).toBeUndefined();
});

test('a user missing from the list leads to a newer list, at most every half minute', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack();
  let { rights } = kommo.memory;
  const asked = () => identifyCaller({ accountId, userId: 1, isAdministrator: true }, rights);
  for (const _ of [1, 2, 3]) expect(await asked()).toBeNull();
  expect(sandbox.callCount()).toBe(1);
  await grow(prisma, '1 minute');
  rights = startKommo(database, config).memory.rights;
  const user = { name: 'Ines', email: 'ines@bluebird.example', lang: 'en', isAdmin: false, isActive: true };
  sandbox.account().users.push({ ...user, id: 1 });
  expect(await asked()).toEqual({ isAdministrator: false });
  expect(sandbox.callCount()).toBe(2);
});

test('rights are known for an hour without Kommo; then only its signed word for an administrator counts', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack();
  const [administrator, seller] = sandbox.account().users;
  const lead = sandbox.addLead({ name: 'Acme' });
  let { rights } = kommo.memory;
  const asked = (userId = 0, isAdministrator: boolean | null = null) =>
    identifyCaller({ accountId, userId, isAdministrator }, rights);
  const place = async () => (await rights.leadPlaces(accountId, [lead.id])).get(lead.id);
  await asked(seller?.id);
  const known = { responsibleId: administrator?.id, pipelineId: lead.pipeline_id, statusId: lead.status_id };
  expect([await place(), await place()]).toEqual([known, known]);
  expect(sandbox.callCount()).toBe(2);

  sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  await grow(prisma, '50 minutes');
  rights = startKommo(database, config).memory.rights;
  expect(await asked(seller?.id)).toEqual({ isAdministrator: false });
  expect(await place()).toEqual(known);
  await grow(prisma, '20 minutes');
  rights = startKommo(database, config).memory.rights;
  await expect(asked(seller?.id)).rejects.toThrow(KommoError);
  await expect(place()).rejects.toThrow(KommoError);
  expect(await asked(administrator?.id, true)).toEqual({ isAdministrator: true });
});

test('the place of a lead comes from the account’s own work where that is newer', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const [read] = await kommo.forAccount(accountId, 'background').getLeads([lead.id]);
  const now = Date.now();
  await prisma.$transaction((transaction) => storeLeads(transaction, accountId, read ? [read] : [], now));
  sandbox.forgetRequests();
  const own = { responsibleId: lead.responsible_user_id, pipelineId: lead.pipeline_id, statusId: lead.status_id };
  const { leadPlaces } = kommo.memory.rights;
  expect(await leadPlaces(accountId, [lead.id])).toEqual(new Map([[lead.id, own]]));
  expect(sandbox.callCount()).toBe(0);
  // The unknown ones are one request, and Kommo's lack of an entry for them is remembered too.
  const [second, gone] = [sandbox.addLead({ name: 'Bluebird' }).id, 1];
  const all = new Map([
    [lead.id, own],
    [second, own],
    [gone, null],
  ]);
  for (const _ of [1, 2]) expect(await leadPlaces(accountId, [lead.id, second, gone])).toEqual(all);
  expect(sandbox.callCount()).toBe(1);
});

test('a contact and a company are read once for all readers, and serve for an hour without Kommo', async () => {
  const { sandbox, kommo, accountId } = await startKommoStack();
  const [administrator] = sandbox.account().users;
  const company = sandbox.addCompany({ name: 'Acme', emails: ['Office@Acme.example'] });
  const contact = sandbox.addContact({
    name: 'Anna',
    emails: ['Anna@acme.example, a@acme.example'],
    companyId: company.id,
  });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const { people } = kommo.memory.rights;
  const read = () => Promise.all([people(accountId, 'contact', contact.id), people(accountId, 'company', company.id)]);
  const responsibleId = administrator?.id;
  const expected = [
    { responsibleId, emails: ['anna@acme.example', 'a@acme.example'], leadIds: [lead.id], contactIds: [] },
    { responsibleId, emails: ['office@acme.example'], leadIds: [], contactIds: [contact.id] },
  ];
  for (const known of await Promise.all([read(), read(), read()])) expect(known).toEqual(expected);
  expect(sandbox.callCount()).toBe(2);
  sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  expect(await people(accountId, 'contact', contact.id, -1)).toEqual(expected[0]);
  await expect(people(accountId, 'contact', company.id)).rejects.toThrow(KommoError);
});

test('with a token that may not list users the list knows no user', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'status', status: 403, body: { title: 'Forbidden', status: 403 } });
  const asked = (isAdministrator: boolean | null) =>
    identifyCaller({ accountId, userId: 1, isAdministrator }, kommo.memory.rights);
  await expect(asked(null)).rejects.toThrow(KommoForbidden);
  expect(await asked(true)).toEqual({ isAdministrator: true });
  expect(await kommo.memory.users(accountId)).toEqual([]);
  expect(await prisma.kommoMemory.count()).toBe(1);
});

test('while Kommo does not answer, remembered values serve at once, and many readers share one request', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack();
  const [administrator, seller] = sandbox.account().users;
  const lead = sandbox.addLead({ name: 'Acme' });
  await kommo.memory.rights.users(accountId);
  const known = await kommo.memory.rights.leadPlaces(accountId, [lead.id]);
  await grow(prisma, '6 minutes');
  sandbox.forgetRequests();
  const answered = Promise.withResolvers<void>();
  sandbox.faults.add({ kind: 'hold', until: answered.promise, times: Infinity });

  const { memory } = startKommo(database, config, { rightsAnswerMs: 1 });
  const asked = (userId = 0) => identifyCaller({ accountId, userId, isAdministrator: null }, memory.rights);
  const panels = Array.from({ length: 30 }, async () => [
    await asked(seller?.id),
    await memory.rights.leadPlaces(accountId, [lead.id]),
  ]);
  for (const panel of await Promise.all(panels)) expect(panel).toEqual([{ isAdministrator: false }, known]);
  expect(sandbox.callCount()).toBeLessThanOrEqual(2);

  sandbox.deactivateUser(seller?.id ?? 0);
  answered.resolve();
  await expect.poll(() => asked(seller?.id)).toBeNull();
  expect(await asked(administrator?.id)).toEqual({ isAdministrator: true });
  await expect.poll(() => sandbox.callCount()).toBe(2);
});

/** Lets time pass without waiting; a process still keeps the list of users for some seconds. */
async function grow(prisma: PrismaClient, by = '2 hours'): Promise<void> {
  await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - ${by}::interval`;
}
