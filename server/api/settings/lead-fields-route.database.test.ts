import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';

const wanted = {
  fields: [
    { use: 'status', name: 'Payment status' },
    { use: 'nextChargeAt', name: 'Next charge' },
  ],
};

test('fields are made in Kommo once, however often they are asked for', async () => {
  const { call, sandbox } = await startSettingsServer();
  const first = await call('POST', '/api/v1/lead-fields', { json: wanted });
  const again = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(first.status).toBe(200);
  expect(again.body.fields).toEqual(first.body.fields.map((field: object) => ({ ...field, made: false })));
  expect(sandbox.account().customFields.leads).toMatchObject([
    { id: first.body.fields[0].fieldId, name: 'Payment status', type: 'text', code: 'FASTSPRING_STATUS' },
    { id: first.body.fields[1].fieldId, name: 'Next charge', type: 'date_time', code: 'FASTSPRING_NEXT_CHARGE' },
  ]);
  const offered = (await call('GET', '/api/v1/catalog')).body.leadFields;
  expect(offered.map(({ name }: { name: string }) => name)).toEqual(['Payment status', 'Next charge']);
});

test('the answer says which fields were made, and which were there', async () => {
  const { call } = await startSettingsServer();
  await call('POST', '/api/v1/lead-fields', { json: { fields: [wanted.fields[1]] } });
  const { body } = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(body.fields).toMatchObject([
    { use: 'status', name: 'Payment status', made: true },
    { use: 'nextChargeAt', name: 'Next charge', made: false },
  ]);
});

test.each([
  ['names it', { 'validation-errors': [{ errors: [{ code: 'InvalidValue', path: '0.code', detail: 'No.' }] }] }],
  ['names nothing', { title: 'Bad Request', status: 400 }],
])('where Kommo refuses a code and %s, the fields are made without, once', async (_what, body) => {
  const { call, sandbox } = await startSettingsServer();
  const match = { method: 'POST', path: /custom_fields/ };
  sandbox.faults.add({ kind: 'status', status: 400, body, match });
  // Names need not be unique: a person's own field is none of ours.
  const own = { id: 77, name: 'Payment status', type: 'text', code: null, sort: 1, is_api_only: false };
  sandbox.account().customFields.leads.push({ ...own, enums: null, currency: null });
  const first = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(first).toMatchObject({ status: 200, body: { fields: [{ made: true }, { made: true }] } });
  const again = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(again.body.fields.map(({ fieldId }: { fieldId: number }) => fieldId)).toEqual(
    first.body.fields.map(({ fieldId }: { fieldId: number }) => fieldId),
  );
  expect(sandbox.account().customFields.leads).toMatchObject([
    { id: 77 },
    { name: 'Payment status', type: 'text', code: null },
    { name: 'Next charge', type: 'date_time', code: null },
  ]);
  expect(first.body.fields[0].fieldId).not.toBe(77);
});

test('a refusal that is not about the code is reported', async () => {
  const { call, sandbox } = await startSettingsServer();
  const body = { 'validation-errors': [{ errors: [{ code: 'InvalidValue', path: 'name', detail: 'No.' }] }] };
  sandbox.faults.add({ kind: 'status', status: 400, body, match: { method: 'POST' } });
  const refused = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(refused).toMatchObject({ status: 409, body: { code: 'kommo_refused' } });
  expect(sandbox.account().customFields.leads).toEqual([]);
});

test('Kommo’s refusal of a user without the right is reported as such', async () => {
  const { call, sandbox } = await startSettingsServer();
  await call('GET', '/api/v1/catalog');
  sandbox.faults.add({
    kind: 'status',
    status: 403,
    match: { method: 'POST' },
    body: { title: 'Forbidden', status: 403 },
  });
  const refused = await call('POST', '/api/v1/lead-fields', { json: wanted });
  expect(refused).toMatchObject({ status: 409, body: { code: 'kommo_forbidden' } });
});

test.each([
  ['a part that the ledger does not have', { fields: [{ use: 'mood', name: 'Mood' }] }],
  ['a field without a name', { fields: [{ use: 'status', name: ' ' }] }],
  ['no field at all', { fields: [] }],
])('%s is refused', async (_what, json) => {
  const { call } = await startSettingsServer();
  expect((await call('POST', '/api/v1/lead-fields', { json })).status).toBe(400);
});

test('a seller makes no fields', async () => {
  const { call, sandbox } = await startSettingsServer();
  expect((await call('POST', '/api/v1/lead-fields', { json: wanted, as: 'seller' })).status).toBe(403);
  expect(sandbox.account().customFields.leads).toEqual([]);
});
