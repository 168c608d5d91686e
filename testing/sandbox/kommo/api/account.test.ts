import { expect } from 'vitest';
import { createCaller } from '../test-caller.ts';
import { test } from '../test-sandbox.ts';

test('the account shows its language, currency and time zone', async ({ call }) => {
  const { body, type } = await call('GET', '/account?with=task_types,datetime_settings');
  expect(type).toContain('application/hal+json');
  expect(body).toMatchObject({ subdomain: 'demo', currency: 'EUR', language: 'en' });
  expect(body._embedded.datetime_settings.timezone).toBe('Europe/Berlin');
  expect(body._embedded.task_types.map((each: { id: number }) => each.id)).toEqual([1, 2]);
});

test('an empty list or missing item is 204 without a body', async ({ call }) => {
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

test('lists come in pages of at most 250', async ({ sandbox, call }) => {
  for (let index = 0; index < 300; index += 1) sandbox.addContact({ name: `Contact ${index}` });
  expect((await call('GET', '/contacts?limit=251')).status).toBe(422);
  const first = await call('GET', '/contacts?limit=250&query=Contact');
  expect(first.body._embedded.contacts).toHaveLength(250);
  const next = new URL(first.body._links.next.href);
  const second = await call('GET', `/contacts${next.search}`);
  expect(second.body._embedded.contacts).toHaveLength(50);
  expect(second.body._links.next).toBeUndefined();
});

test('users, fields and webhooks are for administrators', async ({ sandbox, call }) => {
  const seller = sandbox.account().users.find((user) => !user.isAdmin && user.isActive);
  const callAsSeller = createCaller(sandbox, 'demo', sandbox.longLivedToken('demo', seller?.id));
  expect((await callAsSeller('GET', '/users')).status).toBe(403);
  expect((await callAsSeller('GET', '/leads/pipelines')).status).toBe(200);
  expect((await callAsSeller('POST', '/leads/custom_fields', [{ name: 'x', type: 'text' }])).status).toBe(403);
  expect((await callAsSeller('GET', '/webhooks')).status).toBe(403);
  const users = (await call('GET', '/users')).body._embedded.users;
  expect(users.map((user: { rights: { is_active: boolean } }) => user.rights.is_active)).toEqual([true, true, false]);
});

test('a user has the rights and the group that were chosen, and all leads otherwise', async ({ sandbox, call }) => {
  const user = { name: 'Ines', email: 'ines@bluebird.example', lang: 'en', isAdmin: false, isActive: true };
  const stageRights = [{ pipelineId: 5, statusId: 6, view: 'A', edit: 'D' }] as const;
  sandbox.account().users.push({ ...user, id: 99, groupId: 3, leadRights: { view: 'G', edit: 'M' }, stageRights });
  const users = (await call('GET', '/users')).body._embedded.users;
  expect(users.at(-1).rights).toMatchObject({
    group_id: 3,
    leads: { view: 'G', edit: 'M' },
    status_rights: [{ entity_type: 'leads', pipeline_id: 5, status_id: 6, rights: { view: 'A', edit: 'D' } }],
  });
  expect(users[1].rights).toMatchObject({ group_id: null, leads: { view: 'A', edit: 'A' }, status_rights: [] });
});

test('webhooks are subscribed once per destination', async ({ call }) => {
  const webhook = { destination: 'https://payments.example/kommo', settings: ['status_lead', 'delete_lead'] };
  expect((await call('POST', '/webhooks', webhook)).status).toBe(201);
  await call('POST', '/webhooks', webhook);
  expect((await call('GET', '/webhooks')).body._embedded.webhooks).toHaveLength(1);
  expect((await call('DELETE', '/webhooks', { destination: webhook.destination })).status).toBe(204);
});
