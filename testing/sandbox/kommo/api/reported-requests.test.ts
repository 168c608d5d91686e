import { expect } from 'vitest';
import type { Answer } from '../test-caller.ts';
import { idsOf, leadInSales } from '../test-leads.ts';
import { test } from '../test-sandbox.ts';

/** Requests reported by other projects: some that Kommo accepts from existing clients, some that it refuses. */

const complaintsOf = ({ body }: Answer) =>
  body['validation-errors'].flatMap(({ errors }: { errors: object[] }) => errors);

test('unknown keys are refused with FieldNotExpected at any depth', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const [field] = (await call('POST', '/leads/custom_fields', [{ name: 'Plan', type: 'text' }])).body._embedded
    .custom_fields;
  const withField = (more: object) => ({
    custom_fields_values: [{ field_id: field.id, values: [{ value: 'x' }], ...more }],
  });
  const place = 'custom_fields_values.0';
  for (const [change, path] of [
    [withField({ values: [{ value: 'x', enum_code: 'WORK' }] }), `${place}.values.0.enum_code`],
    [withField({ values: [{ value: 'x', enum_id: 7 }] }), `${place}.values.0.enum_id`],
    [withField({ values: [{ value: 'x', subtype: 'y' }] }), `${place}.values.0.subtype`],
    [withField({ kind: 'text' }), `${place}.kind`],
    [{ _embedded: { people: [] } }, '_embedded.people'],
    [{ tags_to_add: [{ name: 'paid', tone: 1 }] }, 'tags_to_add.0.tone'],
    [{ stage: 1 }, 'stage'],
  ] as const) {
    const refused = await call('PATCH', `/leads/${lead.id}`, change);
    expect([path, refused.status]).toEqual([path, 400]);
    expect(complaintsOf(refused)).toEqual([{ code: 'FieldNotExpected', path, detail: 'This field was not expected.' }]);
  }
});

test('a text of more than 256 characters, and a value that names no field, are refused', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const [field] = (await call('POST', '/leads/custom_fields', [{ name: 'Plan', type: 'text' }])).body._embedded
    .custom_fields;
  const write = (input: object) => call('PATCH', `/leads/${lead.id}`, { custom_fields_values: [input] });
  const text = (length: number) => write({ field_id: field.id, values: [{ value: 'x'.repeat(length) }] });
  expect([(await text(256)).status, (await text(257)).status]).toEqual([200, 400]);
  const [complaint] = complaintsOf(await write({ values: [{ value: 'x' }] }));
  expect(complaint.code).toMatch(/^[0-9a-f-]{36}$/);
  expect(complaint.detail).toContain('You should use "field_id" or "field_code"');
});

test('a lead is accepted as Kommo shows it, and a task with `_embedded`', async ({ sandbox, call }) => {
  const { lead, contact } = leadInSales(sandbox);
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'paid' }] });
  const { body } = await call('GET', `/leads/${lead.id}?with=contacts`);
  expect((await call('PATCH', '/leads', [{ ...body, name: 'Renamed' }])).status).toBe(200);
  expect(sandbox.lead(lead.id)).toMatchObject({
    name: 'Renamed',
    contacts: [{ id: contact.id }],
    tags: [{ name: 'paid' }],
  });
  const person = (await call('GET', `/contacts/${contact.id}?with=leads`)).body;
  expect((await call('PATCH', '/contacts', [{ ...person, name: 'Anna S.' }])).status).toBe(200);

  const task = { text: 'Call', complete_till: 2_000_000_000, entity_id: lead.id, entity_type: 'leads' };
  const [{ id }] = (await call('POST', '/tasks', [{ ...task, _embedded: {} }])).body._embedded.tasks;
  const [shown] = (await call('GET', '/tasks')).body._embedded.tasks;
  expect((await call('PATCH', '/tasks', [{ ...shown, _embedded: {}, text: 'Call again' }])).status).toBe(200);
  expect(sandbox.tasksOf(lead.id)).toMatchObject([{ id, text: 'Call again' }]);
});

test('a note may be posted to its lead', async ({ sandbox, call }) => {
  const { lead, contact } = leadInSales(sandbox);
  const note = { note_type: 'common', params: { text: 'Paid' } };
  expect((await call('POST', `/leads/${lead.id}/notes`, [note])).body._embedded.notes).toMatchObject([
    { entity_id: lead.id },
  ]);
  await call('POST', `/contacts/${contact.id}/notes`, [note]);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(complaintsOf(await call('POST', '/leads/1/notes', [note]))).toMatchObject([{ path: 'entity_id' }]);
});

test('tags, incoming leads and catalogs answer', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  expect((await call('GET', '/leads/tags')).status).toBe(204);
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'paid' }] });
  const [made] = (await call('POST', '/leads/tags', [{ name: 'renewed', request_id: 'r' }])).body._embedded.tags;
  expect(made).toMatchObject({ name: 'renewed', request_id: 'r' });
  const namesOf = async (query: string) =>
    (await call('GET', `/leads/tags${query}`)).body._embedded.tags.map(({ name }: { name: string }) => name);
  expect(await namesOf('')).toEqual(['renewed', 'paid']);
  expect(await namesOf('?query=pai')).toEqual(['paid']);

  expect((await call('GET', '/leads/unsorted')).status).toBe(204);
  sandbox.makeIncoming(lead.id);
  const { unsorted } = (await call('GET', '/leads/unsorted')).body._embedded;
  expect(unsorted).toMatchObject([{ uid: expect.any(String), pipeline_id: sandbox.lead(lead.id).pipeline_id }]);
  expect(idsOf(unsorted[0]._embedded.leads)).toEqual([lead.id]);

  const { catalogs } = (await call('GET', '/catalogs')).body._embedded;
  expect(catalogs).toMatchObject([{ type: 'products' }, { type: 'invoices' }]);
  expect((await call('GET', `/catalogs/${catalogs[0].id}`)).body).toMatchObject({ id: catalogs[0].id });
  expect((await call('GET', `/catalogs/${catalogs[0].id}/elements`)).status).toBe(204);
  expect((await call('GET', '/catalogs/1/elements')).status).toBe(404);
});
