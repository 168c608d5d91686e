import { expect, test } from 'vitest';
import { startKommoStack, startServer } from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoForbidden, KommoRefused, KommoUncertain } from '../requests/errors.ts';
import type { KommoApi } from './api.ts';

test('reads the account with its time zone and task types', async () => {
  const { sandbox, api } = await start();
  const { id, subdomain, currency, timezone } = sandbox.account();
  expect(await api.getAccount()).toMatchObject({
    id,
    subdomain,
    currency,
    _embedded: {
      datetime_settings: { timezone },
      task_types: expect.arrayContaining([expect.objectContaining({ id: 1 })]),
    },
  });
});

test('searches contacts with every character of an address intact, unrelated people included', async () => {
  const { sandbox, api } = await start();
  const anna = sandbox.addContact({ name: 'Anna', emails: ['anna+shop@acme.example'] });
  const stranger = sandbox.addContact({ name: 'Joanna', emails: ['joanna+shop@acme.example'] });
  const lead = sandbox.addLead({ name: 'Deal', contactIds: [anna.id] });
  const found = await api.searchContacts('anna+shop@acme.example');
  expect(found.map(({ id }) => id).sort()).toEqual([anna.id, stranger.id].sort());
  expect(found.find(({ id }) => id === anna.id)?._embedded?.leads).toEqual([{ id: lead.id }]);
  expect(await api.searchContacts('nobody & co@acme.example')).toEqual([]);
});

test('reads by ids: 250 in one request, none in no request, missing ones left out', async () => {
  const { sandbox, api } = await start();
  const ids = Array.from({ length: 249 }, (_, index) => sandbox.addLead({ name: `Deal ${index}` }).id);
  const contact = sandbox.addContact({ name: 'Anna' });
  expect(await api.getLeads([...ids, 2_000_000_000])).toHaveLength(249);
  expect(await api.getContacts([contact.id, 2_000_000_000])).toMatchObject([
    { id: contact.id, custom_fields_values: [] },
  ]);
  expect(sandbox.callCount()).toBe(2);
  expect(await api.getLeads([])).toEqual([]);
  expect(await api.getContacts([])).toEqual([]);
  expect(await api.createLeadNotes([])).toEqual([]);
  expect(await api.updateLeads([])).toEqual([]);
  expect(sandbox.callCount()).toBe(2);
});

test('follows the pages to the end', async () => {
  const { sandbox, api } = await start();
  for (let index = 0; index < 251; index += 1)
    sandbox.addContact({ name: 'Anna', emails: [`anna${index}@acme.example`] });
  expect(await api.searchContacts('acme.example')).toHaveLength(251);
  expect(sandbox.callCount()).toBe(2);
});

test('finds companies with their contacts and leads', async () => {
  const { sandbox, api } = await start();
  const company = sandbox.addCompany({ name: 'Acme GmbH' });
  const contact = sandbox.addContact({ name: 'Anna', companyId: company.id });
  expect(await api.searchCompanies('Acme')).toMatchObject([
    { id: company.id, name: 'Acme GmbH', _embedded: { contacts: [{ id: contact.id }], leads: [] } },
  ]);
});

test('reads companies by id with their leads, and only those', async () => {
  const { sandbox, api } = await start();
  const [company] = ['Zeta', 'Eta'].map((name) => sandbox.addCompany({ name }));
  const lead = sandbox.addLead({ companyId: company?.id ?? 0 });
  expect(await api.getCompanies([company?.id ?? 0, 999_999])).toMatchObject([
    { id: company?.id, _embedded: { leads: [{ id: lead.id }] } },
  ]);
  expect(await api.getCompanies([])).toEqual([]);
  expect(sandbox.callCount()).toBe(1);
});

test('moves, prices and tags several leads in one request', async () => {
  const { sandbox, api } = await start();
  const leads = [sandbox.addLead({ name: 'One' }), sandbox.addLead({ name: 'Two' })];
  const [pipeline] = await api.getPipelines();
  const pipeline_id = pipeline?.id ?? 0;
  const updated = await api.updateLeads(
    leads.map(({ id }) => ({ id, pipeline_id, status_id: 142, price: 99, tags_to_add: [{ name: 'FastSpring' }] })),
  );
  expect(updated.map(({ id }) => id)).toEqual(leads.map(({ id }) => id));
  expect(await api.getLeads(leads.map(({ id }) => id))).toMatchObject(
    leads.map(() => ({ status_id: 142, pipeline_id, price: 99, _embedded: { tags: [{ name: 'FastSpring' }] } })),
  );
});

test('a refused batch names the element and the reason', async () => {
  const { sandbox, api } = await start();
  const lead = sandbox.addLead({ name: 'Deal' });
  const refused = api.updateLeads([{ id: lead.id, pipeline_id: 1, status_id: 1 }]);
  await expect(refused).rejects.toThrow(KommoRefused);
  await expect(refused).rejects.toMatchObject({
    status: 400,
    problems: expect.arrayContaining([expect.objectContaining({ requestId: '0', code: 'NotSupportedChoice' })]),
  });
});

test('creates a lead with a new contact, and one for a known contact', async () => {
  const { sandbox, api } = await start();
  const created = await api.createLead({
    name: 'Order ACME-1',
    price: 238,
    tags: [{ name: 'FastSpring' }],
    contact: { name: 'Anna Schmidt', email: 'anna@acme.example', phone: '+49 30 1234567' },
  });
  const contactId = created.contactId ?? 0;
  expect(await api.searchContacts('anna@acme.example')).toMatchObject([
    { id: contactId, name: 'Anna Schmidt', _embedded: { leads: [{ id: created.leadId }] } },
  ]);
  const second = await api.createLead({
    name: 'Order ACME-2',
    tags: [{ name: 'FastSpring' }],
    contact: { id: contactId },
  });
  expect(second.contactId).toBe(contactId);
  expect(await api.getLeads([second.leadId])).toMatchObject([
    {
      name: 'Order ACME-2',
      _embedded: { contacts: [{ id: contactId, is_main: true }], tags: [{ name: 'FastSpring' }] },
    },
  ]);
  expect(sandbox.lead(created.leadId).price).toBe(238);
});

test('writes notes as FastSpring’s service messages and finds them again', async () => {
  const { sandbox, api } = await start();
  const [one, two, three] = [1, 2, 3].map(() => sandbox.addLead({ name: 'Deal' }).id);
  const note = (entity_id = 0, text = '') => ({ entity_id, service: 'FastSpring', text, request_id: text });
  const ids = await api.createLeadNotes([note(one, 'first'), note(two, 'second'), note(three, 'third')]);
  expect(sandbox.notesOf(one ?? 0)).toMatchObject([
    { id: ids[0], note_type: 'service_message', params: { service: 'FastSpring', text: 'first' } },
  ]);
  const since = Math.floor(Date.now() / 1000) - 120;
  const found = await api.listLeadNotes([one ?? 0, two ?? 0], since);
  expect(found.map(({ id, params }) => [id, params?.text])).toEqual([
    [ids[1], 'second'],
    [ids[0], 'first'],
  ]);
});

test('creates, lists and completes tasks', async () => {
  const { sandbox, api } = await start();
  const lead = sandbox.addLead({ name: 'Deal' });
  const complete_till = Math.floor(Date.now() / 1000) + 86_400;
  const [taskId] = await api.createTasks([
    { entity_id: lead.id, task_type_id: 1, text: 'Winback call', complete_till, request_id: 'a' },
  ]);
  expect(await api.listLeadTasks([lead.id])).toMatchObject([{ id: taskId, text: 'Winback call', is_completed: false }]);
  await api.completeTask(taskId ?? 0, 'Paid again');
  expect(await api.listLeadTasks([lead.id])).toMatchObject([{ id: taskId, is_completed: true }]);
});

test('creates and lists lead fields, and lists users', async () => {
  const { sandbox, api } = await start();
  const [field] = await api.createLeadFields([{ name: 'Payment status', type: 'text', code: 'FS_STATUS' }]);
  expect(await api.getLeadFields()).toContainEqual(field);
  expect((await api.getUsers()).map(({ id }) => id)).toEqual(sandbox.account().users.map(({ id }) => id));
});

test('lists who moved leads, asking for ten at a time', async () => {
  const { sandbox, api } = await start();
  const ids = Array.from({ length: 11 }, () => sandbox.addLead({ name: 'Deal' }).id);
  const [user] = sandbox.account().users;
  for (const id of ids) sandbox.moveLeadByHand(id, 142);
  const changes = await api.listStatusChanges(ids, Math.floor(Date.now() / 1000) - 60);
  expect(changes.map(({ entity_id }) => entity_id).sort()).toEqual(ids.sort());
  expect(new Set(changes.map(({ created_by }) => created_by))).toEqual(new Set([user?.id]));
  expect(sandbox.callCount()).toBe(2);
});

test('a token without the right or the scope is distinguished from a block', async () => {
  const { sandbox, api, prisma, accountId } = await start();
  sandbox.faults.add({
    kind: 'status',
    status: 403,
    body: { title: 'Forbidden', status: 403, detail: "Client doesn't have the required scope" },
  });
  await expect(api.getUsers()).rejects.toThrow(KommoForbidden);
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
});

test('an answer of another shape is uncertain, never a crash', async () => {
  const { sandbox, api } = await start();
  const lead = sandbox.addLead({ name: 'Deal' });
  const note = { entity_id: lead.id, service: 'FastSpring', text: 'x', request_id: 'x' };
  for (const body of [{ _embedded: { notes: [] } }, { _embedded: { notes: [{ id: 'x' }] } }, { hello: 'world' }, '']) {
    sandbox.faults.add({ kind: 'status', status: 200, body });
    await expect(api.createLeadNotes([note])).rejects.toThrow(KommoUncertain);
  }
});

test.each([
  ['leads', (api: KommoApi) => api.getLeads([4]), { id: '4' }],
  ['leads', (api: KommoApi) => api.getLeads([4]), { id: 4, status_id: null, pipeline_id: 1, updated_at: 1 }],
  ['contacts', (api: KommoApi) => api.getContacts([4]), { id: '4' }],
  ['notes', (api: KommoApi) => api.listLeadNotes([4], 0), { id: 9, entity_id: '4' }],
  ['tasks', (api: KommoApi) => api.listLeadTasks([4]), { id: 9, entity_id: '4' }],
  ['events', (api: KommoApi) => api.listStatusChanges([4], 0), { entity_id: 4, created_by: 7, created_at: 'today' }],
])('unreadable %s are an error, never missing', async (name, read, item) => {
  const { sandbox, api } = await start();
  sandbox.faults.add({ kind: 'status', status: 200, body: { _embedded: { [name]: [item] } } });
  await expect(read(api)).rejects.toThrow(KommoUncertain);
});

test('a next page is requested at the address of the account, not at that of the link', async () => {
  const strangers: unknown[] = [];
  const stranger = await startServer((request, response) => {
    strangers.push(request.headers.authorization);
    response.end('{}');
  });
  const { sandbox, api } = await start();
  const user = { id: 1, name: 'Sam' };
  sandbox.faults.add({
    kind: 'status',
    status: 200,
    body: {
      _embedded: { users: [user] },
      _links: { next: { href: `${stranger.origin}/api/v4/users?page=2&limit=250` } },
    },
  });
  await api.getUsers();
  expect(sandbox.requests.map(({ path }) => path)).toEqual([
    '/demo/api/v4/users?limit=250',
    '/demo/api/v4/users?page=2&limit=250',
  ]);
  expect(strangers).toEqual([]);
});

async function start() {
  const stack = await startKommoStack({ sandbox: { limit: { requests: Number.POSITIVE_INFINITY } } });
  return { ...stack, api: stack.kommo.forAccount(stack.accountId, 'interactive') };
}
