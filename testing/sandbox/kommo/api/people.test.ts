import { expect } from 'vitest';
import { idsOf, leadInSales } from '../test-leads.ts';
import { test } from '../test-sandbox.ts';

test('a search finds substrings in every field, even of unrelated contacts', async ({ sandbox, call }) => {
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

test('an unknown filter is ignored and returns every contact', async ({ sandbox, call }) => {
  sandbox.addContact({ name: 'One' });
  sandbox.addContact({ name: 'Two' });
  const { body } = await call('GET', '/contacts?filter[custom_fields_values][1][]=x');
  expect(body._embedded.contacts).toHaveLength(2);
});

test('a merged contact is gone, its leads and addresses are the other’s', async ({ sandbox, call }) => {
  const kept = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const merged = sandbox.addContact({ name: 'A. Schmidt', emails: ['a.schmidt@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [merged.id] });
  sandbox.mergeContactsByHand(kept.id, merged.id);
  expect((await call('GET', `/contacts/${merged.id}`)).status).toBe(204);
  const { body } = await call('GET', '/contacts?query=a.schmidt&with=leads');
  expect(idsOf(body._embedded.contacts)).toEqual([kept.id]);
  expect(idsOf(body._embedded.contacts[0]._embedded.leads)).toEqual([lead.id]);
});

test('leads/complex creates lead and contact together and returns a bare array', async ({ call }) => {
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

test('a lead’s links show contacts and company; a contact’s show no leads', async ({ sandbox, call }) => {
  const { lead, contact } = leadInSales(sandbox);
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
