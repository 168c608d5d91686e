import { expect, test } from 'vitest';
import { startSettingsServer } from './testing/settings-server.ts';

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
  expect(again.body).toEqual(first.body);
  expect(sandbox.account().customFields.leads).toMatchObject([
    { id: first.body.fields[0].fieldId, name: 'Payment status', type: 'text', code: 'FASTSPRING_STATUS' },
    { id: first.body.fields[1].fieldId, name: 'Next charge', type: 'date_time', code: 'FASTSPRING_NEXT_CHARGE' },
  ]);
  const offered = (await call('GET', '/api/v1/catalog')).body.leadFields;
  expect(offered.map(({ name }: { name: string }) => name)).toEqual(['Payment status', 'Next charge']);
});

test('Kommo’s refusal of a user without the right is told as such', async () => {
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
