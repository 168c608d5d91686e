import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KommoSandbox, startKommoSandbox } from '../index.ts';
import { LOST, WON } from '../records/entities.ts';
import { createCaller } from '../test-caller.ts';

let sandbox: KommoSandbox;
let call: ReturnType<typeof createCaller>;

beforeEach(async () => {
  sandbox = await startKommoSandbox({ limit: { requests: Number.POSITIVE_INFINITY } });
  call = createCaller(sandbox);
});

afterEach(() => sandbox.close());

test('the account tells its language, currency and time zone', async () => {
  const { body, type } = await call('GET', '/account?with=task_types,datetime_settings');
  expect(type).toContain('application/hal+json');
  expect(body).toMatchObject({ subdomain: 'demo', currency: 'EUR', language: 'en' });
  expect(body._embedded.datetime_settings.timezone).toBe('Europe/Berlin');
  expect(body._embedded.task_types.map((each: { id: number }) => each.id)).toEqual([1, 2]);
});

test('what is empty or missing is 204 without a body', async () => {
  for (const path of [
    '/contacts',
    '/contacts?query=nobody',
    '/leads',
    '/leads/1',
    '/contacts/1',
    '/tasks',
    '/events?page=9',
  ]) {
    expect([path, (await call('GET', path)).status]).toEqual([path, 204]);
  }
});

test('a search finds substrings in every field of a contact, strangers included', async () => {
  const anna = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const longer = sandbox.addContact({ name: 'Joanna', emails: ['joanna@acme.example'] });
  const named = sandbox.addContact({ name: 'about ANNA@ACME.EXAMPLE' });
  const phoned = sandbox.addContact({ name: 'Phone', phones: ['+49 (30) 555-01-99'] });
  const lead = sandbox.addLead({ name: 'Licences', contactIds: [anna.id] });

  const byEmail = await call('GET', `/contacts?query=${encodeURIComponent('anna@acme.example')}&with=leads`);
  expect(idsOf(byEmail.body._embedded.contacts)).toEqual([anna.id, longer.id, named.id]);
  expect(idsOf(byEmail.body._embedded.contacts[0]._embedded.leads)).toEqual([lead.id]);
  expect(byEmail.body._embedded.contacts[2].custom_fields_values).toBeNull();
  expect(byEmail.body._embedded.contacts[0].custom_fields_values[0]).toMatchObject({
    field_code: 'EMAIL',
    field_type: 'multitext',
    values: [{ value: 'anna@acme.example', enum_code: 'WORK' }],
  });
  expect(idsOf((await call('GET', '/contacts?query=5550199')).body._embedded.contacts)).toEqual([phoned.id]);
});

test('an unknown filter is ignored and returns everybody', async () => {
  sandbox.addContact({ name: 'One' });
  sandbox.addContact({ name: 'Two' });
  const { body } = await call('GET', '/contacts?filter[custom_fields_values][1][]=x');
  expect(body._embedded.contacts).toHaveLength(2);
});

test('lists come in pages of at most 250', async () => {
  for (let index = 0; index < 300; index += 1) sandbox.addContact({ name: `Contact ${index}` });
  expect((await call('GET', '/contacts?limit=251')).status).toBe(422);
  const first = await call('GET', '/contacts?limit=250&query=Contact');
  expect(first.body._embedded.contacts).toHaveLength(250);
  const next = new URL(first.body._links.next.href);
  const second = await call('GET', `/contacts${next.search}`);
  expect(second.body._embedded.contacts).toHaveLength(50);
  expect(second.body._links.next).toBeUndefined();
});

test('a lead moves with its pipeline and stage, and closing it sets closed_at', async () => {
  const { sales, lead } = leadInSales();
  const moved = await call('PATCH', '/leads', [{ id: lead.id, pipeline_id: sales.id, status_id: WON, price: 238 }]);
  expect(moved.status).toBe(200);
  expect(moved.body._embedded.leads).toMatchObject([{ id: lead.id, updated_at: expect.any(Number) }]);
  const closed = await call('GET', `/leads/${lead.id}?with=contacts`);
  expect(closed.body).toMatchObject({ status_id: WON, price: 238, closed_at: expect.any(Number), is_deleted: false });

  const stage = stageOf(sales, 'Negotiation');
  await call('PATCH', `/leads/${lead.id}`, { pipeline_id: sales.id, status_id: stage });
  expect((await call('GET', `/leads/${lead.id}`)).body).toMatchObject({ status_id: stage, closed_at: null });
});

test('a stage of another pipeline, the incoming stage and an unknown one are refused', async () => {
  const { sales, renewals, lead } = leadInSales();
  const incoming = sales.statuses.find((status) => status.type === 1)?.id ?? 0;
  for (const change of [
    { status_id: stageOf(renewals, 'Due') },
    { pipeline_id: sales.id, status_id: incoming },
    { pipeline_id: sales.id, status_id: 99 },
  ]) {
    const refused = await call('PATCH', `/leads/${lead.id}`, change);
    expect(refused.status).toBe(400);
    expect(refused.type).toContain('application/problem+json');
    expect(refused.body['validation-errors'][0].errors).toMatchObject([
      { code: 'NotSupportedChoice', path: 'status_id' },
    ]);
  }
  expect(
    (await call('PATCH', `/leads/${lead.id}`, { pipeline_id: 99 })).body['validation-errors'][0].errors[0].path,
  ).toBe('pipeline_id');
});

test('a batch with one wrong element is refused whole, and says which', async () => {
  const { lead } = leadInSales();
  const refused = await call('PATCH', '/leads', [
    { id: lead.id, price: 100 },
    { id: 424242, price: 100 },
    { id: lead.id, price: 'much', request_id: 'third' },
  ]);
  expect(refused.body['validation-errors']).toMatchObject([
    { request_id: '1', errors: [{ code: 'NotSupportedChoice', path: 'id' }] },
    { request_id: 'third', errors: [{ code: 'InvalidType', path: 'price' }] },
  ]);
  expect(sandbox.lead(lead.id).price).toBe(0);
  const tooMany = Array.from({ length: 251 }, () => ({ id: lead.id, price: 1 }));
  expect((await call('PATCH', '/leads', tooMany)).status).toBe(422);
});

test('fractions of a price, unknown keys, deactivated users and unknown fields are refused', async () => {
  const { lead } = leadInSales();
  const formerUser = sandbox.account().users.find((user) => !user.isActive);
  const refusals = [
    [{ price: 99.5 }, 'price'],
    [{ stage: 1 }, 'stage'],
    [{ responsible_user_id: formerUser?.id }, 'responsible_user_id'],
    [{ updated_by: formerUser?.id }, 'updated_by'],
    [{ custom_fields_values: [{ field_id: 7, values: [{ value: 'x' }] }] }, 'custom_fields_values.0.field_id'],
  ] as const;
  for (const [change, path] of refusals) {
    const { status, body } = await call('PATCH', `/leads/${lead.id}`, change);
    expect([path, status]).toEqual([path, 400]);
    expect(body['validation-errors'][0].errors[0].path).toBe(path);
  }
});

test('tags are added beside the others and custom fields written by type', async () => {
  const { lead } = leadInSales();
  const created = await call('POST', '/leads/custom_fields', [
    { name: 'Paid in total', type: 'numeric', code: 'FS_TOTAL' },
    { name: 'Payment status', type: 'text', code: 'FS_STATUS' },
  ]);
  expect(created.status).toBe(201);
  const [total, status] = created.body._embedded.custom_fields;
  const write = (values: unknown[]) => call('PATCH', `/leads/${lead.id}`, { custom_fields_values: values });

  expect((await write([{ field_id: status.id, values: [{ value: 12 }] }])).status).toBe(400);
  await write([
    { field_id: total.id, values: [{ value: 238 }] },
    { field_code: 'FS_STATUS', values: [{ value: 'paid' }] },
  ]);
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'paid' }] });
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'renewed' }, { name: 'paid' }] });
  const { body } = await call('GET', `/leads/${lead.id}`);
  expect(body._embedded.tags.map((tag: { name: string }) => tag.name)).toEqual(['paid', 'renewed']);
  expect(body.custom_fields_values.map((field: { values: unknown[] }) => field.values)).toEqual([
    [{ value: 238 }],
    [{ value: 'paid' }],
  ]);
  expect((await call('POST', '/leads/custom_fields', [{ name: 'Again', type: 'text', code: 'FS_TOTAL' }])).status).toBe(
    400,
  );
});

test('any update takes a lead out of the incoming stage', async () => {
  const { sales, lead } = leadInSales();
  sandbox.makeIncoming(lead.id);
  await call('PATCH', `/leads/${lead.id}`, { price: 5 });
  expect(sandbox.lead(lead.id).status_id).toBe(stageOf(sales, 'First contact'));
});

test('deleted leads cannot be read or written, but still stand in their contact’s list', async () => {
  const { lead, contact } = leadInSales();
  sandbox.deleteLeadByHand(lead.id);
  expect((await call('GET', `/leads/${lead.id}`)).status).toBe(204);
  expect((await call('GET', `/leads?filter[id][]=${lead.id}`)).status).toBe(204);
  expect((await call('PATCH', `/leads/${lead.id}`, { price: 1 })).status).toBe(404);
  expect(idsOf((await call('GET', `/contacts/${contact.id}?with=leads`)).body._embedded.leads)).toEqual([lead.id]);
  expect(idsOf((await call('GET', '/leads?with=only_deleted')).body._embedded.leads)).toEqual([lead.id]);
});

test('a merged contact is gone, its leads and addresses are the other’s', async () => {
  const kept = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const merged = sandbox.addContact({ name: 'A. Schmidt', emails: ['a.schmidt@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [merged.id] });
  sandbox.mergeContactsByHand(kept.id, merged.id);
  expect((await call('GET', `/contacts/${merged.id}`)).status).toBe(204);
  const { body } = await call('GET', '/contacts?query=a.schmidt&with=leads');
  expect(idsOf(body._embedded.contacts)).toEqual([kept.id]);
  expect(idsOf(body._embedded.contacts[0]._embedded.leads)).toEqual([lead.id]);
});

test('leads/complex makes lead and contact together and answers a bare array', async () => {
  const { body } = await call('POST', '/leads/complex', [
    {
      name: 'From a payment',
      price: 119,
      request_id: 'fact-1',
      _embedded: {
        tags: [{ name: 'FastSpring' }],
        contacts: [
          { name: 'Ben Ode', custom_fields_values: [{ field_code: 'EMAIL', values: [{ value: 'ben@ode.example' }] }] },
        ],
      },
    },
  ]);
  expect(body).toMatchObject([{ request_id: ['fact-1'], merged: false, company_id: null }]);
  const lead = await call('GET', `/leads/${body[0].id}?with=contacts`);
  expect(lead.body._embedded.contacts).toEqual([{ id: body[0].contact_id, is_main: true }]);
  const linked = await call('POST', '/leads/complex', [{ _embedded: { contacts: [{ id: body[0].contact_id }] } }]);
  expect(linked.body[0].contact_id).toBe(body[0].contact_id);
});

test('notes: service messages need a service, unknown types and leads are refused, the list is filtered', async () => {
  const { lead } = leadInSales();
  const note = (change: object) => ({
    entity_id: lead.id,
    note_type: 'service_message',
    params: { service: 'FastSpring', text: 'Paid' },
    ...change,
  });
  const refusals = [
    [note({ params: { text: 'Paid' } }), 'params.service'],
    [note({ note_type: 'invoice_paid' }), 'note_type'],
    [note({ entity_id: 1 }), 'entity_id'],
  ] as const;
  for (const [body, path] of refusals) {
    const refused = await call('POST', '/leads/notes', [body]);
    expect(refused.body['validation-errors'][0].errors[0].path).toBe(path);
  }
  const posted = await call('POST', '/leads/notes', [
    note({ request_id: 'a' }),
    note({}),
    note({ note_type: 'common' }),
  ]);
  expect(posted.body._embedded.notes.map((each: { request_id: string }) => each.request_id)).toEqual(['a', '1', '2']);

  const since = Math.floor(Date.now() / 1000) - 60;
  const filter = `filter[entity_id][]=${lead.id}&filter[note_type][]=service_message&filter[updated_at][from]=${since}`;
  const listed = await call('GET', `/leads/notes?${filter}&order[id]=desc&limit=250`);
  const [first, second] = posted.body._embedded.notes;
  expect(idsOf(listed.body._embedded.notes)).toEqual([second.id, first.id]);
  expect(listed.body._embedded.notes[0].params).toEqual({ service: 'FastSpring', text: 'Paid' });
  expect((await call('GET', `/leads/${lead.id}/notes`)).body._embedded.notes).toHaveLength(3);
  expect((await call('POST', `/leads/${lead.id}/notes`, [note({})])).status).toBe(404);
});

test('tasks are made, listed open and closed, and completed', async () => {
  const { lead } = leadInSales();
  const task = { text: 'Winback call', complete_till: 2_000_000_000, entity_id: lead.id, entity_type: 'leads' };
  expect((await call('POST', '/tasks', [{ ...task, task_type_id: 77 }])).status).toBe(400);
  expect((await call('POST', '/tasks', [{ text: 'No time' }])).body['validation-errors'][0].errors[0]).toMatchObject({
    code: 'FieldMissing',
    path: 'complete_till',
  });
  const { body } = await call('POST', '/tasks', [task]);
  const [{ id }] = body._embedded.tasks;
  await call('PATCH', `/tasks/${id}`, { is_completed: true, result: { text: 'Paid meanwhile' } });
  const path = `/tasks?filter[entity_type]=leads&filter[entity_id][]=${lead.id}`;
  expect((await call('GET', path)).body._embedded.tasks).toMatchObject([
    { id, is_completed: true, result: { text: 'Paid meanwhile' } },
  ]);
  expect((await call('GET', `${path}&filter[is_completed]=0`)).status).toBe(204);
});

test('the event list says who moved a lead, newest first', async () => {
  const { sales, lead } = leadInSales();
  const seller = sandbox.account().users[1];
  sandbox.moveLeadByHand(lead.id, stageOf(sales, 'Negotiation'), sales.id, { userId: seller?.id ?? 0 });
  await call('PATCH', `/leads/${lead.id}`, { pipeline_id: sales.id, status_id: LOST, updated_by: 0 });
  const path = '/events?filter[type]=lead_status_changed&filter[entity]=lead';
  const { body } = await call('GET', `${path}&filter[entity_id][]=${lead.id}&filter[created_at][from]=1`);
  expect(body._embedded.events.map((event: { created_by: number }) => event.created_by)).toEqual([0, seller?.id]);
  expect(body._embedded.events[0].value_after).toEqual([{ lead_status: { id: LOST, pipeline_id: sales.id } }]);
  expect((await call('GET', `/events?filter[entity_id][]=${lead.id}`)).status).toBe(400);
});

test('users, fields and webhooks are for administrators', async () => {
  const seller = sandbox.account().users.find((user) => !user.isAdmin && user.isActive);
  const callAsSeller = createCaller(sandbox, 'demo', sandbox.longLivedToken('demo', seller?.id));
  expect((await callAsSeller('GET', '/users')).status).toBe(403);
  expect((await callAsSeller('GET', '/leads/pipelines')).status).toBe(200);
  expect((await callAsSeller('POST', '/leads/custom_fields', [{ name: 'x', type: 'text' }])).status).toBe(403);
  expect((await callAsSeller('GET', '/webhooks')).status).toBe(403);
  const users = (await call('GET', '/users')).body._embedded.users;
  expect(users.map((user: { rights: { is_active: boolean } }) => user.rights.is_active)).toEqual([true, true, false]);
});

test('webhooks are subscribed once per destination', async () => {
  const webhook = { destination: 'https://payments.example/kommo', settings: ['status_lead', 'delete_lead'] };
  expect((await call('POST', '/webhooks', webhook)).status).toBe(201);
  await call('POST', '/webhooks', webhook);
  expect((await call('GET', '/webhooks')).body._embedded.webhooks).toHaveLength(1);
  expect((await call('DELETE', '/webhooks', { destination: webhook.destination })).status).toBe(204);
});

test('a lead’s links show contacts and company; a contact’s show no leads', async () => {
  const { lead, contact } = leadInSales();
  const company = sandbox.addCompany({ name: 'Acme GmbH' });
  await call('POST', `/leads/${lead.id}/link`, [{ to_entity_id: company.id, to_entity_type: 'companies' }]);
  const { body } = await call('GET', `/leads/${lead.id}/links`);
  expect(body._embedded.links).toEqual([
    { to_entity_id: contact.id, to_entity_type: 'contacts', metadata: { main_contact: true } },
    { to_entity_id: company.id, to_entity_type: 'companies', metadata: null },
  ]);
  expect((await call('GET', `/contacts/${contact.id}/links`)).body._embedded.links).toEqual([]);
  expect(
    idsOf((await call('GET', '/companies?query=acme&with=leads')).body._embedded.companies[0]._embedded.leads),
  ).toEqual([lead.id]);
});

function leadInSales() {
  const [sales, renewals] = sandbox.account().pipelines;
  if (!sales || !renewals) throw new Error('the demo account has two pipelines');
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ name: 'Licences', contactIds: [contact.id] });
  return { sales, renewals, lead, contact };
}

function stageOf(pipeline: { statuses: readonly { id: number; name: string }[] }, name: string): number {
  return pipeline.statuses.find((status) => status.name === name)?.id ?? 0;
}

function idsOf(entities: readonly { id: number }[]): number[] {
  return entities.map((entity) => entity.id);
}
