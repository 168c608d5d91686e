import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { setLinksScene } from '../../../testing/server/api/payment-links/links-scene.ts';

test('each lead gets its own link, for its contact or customer; those without an address are named', async () => {
  const { app, store, sandbox, prisma, accountId, lead } = await setLinksScene();
  const anna = sandbox.addContact({ name: 'Anna Maria Schmidt', emails: ['anna@acme.example'] });
  const ofContact = sandbox.addLead({ name: 'Contact', contactIds: [anna.id] });
  const ofCustomer = sandbox.addLead({ name: 'Customer' });
  const { id: customerId } = await prisma.customer.create({
    data: { accountId, identity: 'email:b@acme.example', email: 'b@acme.example', name: 'Berta', country: 'FR' },
  });
  await prisma.customerLead.create({ data: { accountId, customerId, leadId: ofCustomer.id, reason: 'email' } });
  const gone = 999_999;
  const links = [ofContact.id, ofCustomer.id, lead.id, gone].map((leadId) => ({ id: randomUUID(), leadId }));
  const choice = { product: 'pro-monthly', quantity: 2, coupon: null, country: 'DE' };
  const ask = (changes: object = {}) =>
    app.inject({ method: 'POST', url: '/api/v1/leads/payment-links', payload: { links, ...choice, ...changes } });

  sandbox.forgetRequests();
  const made = (await ask()).json();
  const url = expect.stringMatching(/^https:\/\/payments\.example\/pay\/[\w-]{22}$/);
  expect(made.links).toEqual([
    { leadId: ofContact.id, url, email: 'anna@acme.example' },
    { leadId: ofCustomer.id, url, email: 'b@acme.example' },
    { leadId: lead.id, problem: 'no_email', reason: null },
    { leadId: gone, problem: 'lead_unknown', reason: null },
  ]);
  // The leads and their contacts, however many there are.
  expect(sandbox.callCount()).toBe(2);
  expect([...store.store.sessions.values()].map(({ tags }) => tags.kommo_payment_link)).toEqual(
    links.slice(0, 2).map(({ id }) => id),
  );
  expect(await prisma.effect.count({ where: { kind: 'note' } })).toBe(2);

  // The same request again gives the same links.
  expect((await ask()).json()).toEqual(made);
  expect(store.store.sessions.size).toBe(2);

  for (const bad of [{ quantity: 0 }, { country: 'Germany' }, { links: [] }, { kind: 'quote' }]) {
    expect((await ask(bad)).statusCode).toBe(400);
  }
  const others = links.map(({ leadId }) => ({ id: randomUUID(), leadId }));
  const noProduct = await ask({ links: others, product: 'no-longer-sold' });
  expect(noProduct.json()).toMatchObject({ status: 400, code: 'link_invalid', fields: ['product'] });
  expect(await prisma.paymentLink.count()).toBe(2);
});

test('what one request has no time for is named, and made by the next', async () => {
  const { app, store, sandbox, onWake, letTimePass } = await setLinksScene();
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const leads = [1, 2].map((number) => sandbox.addLead({ name: `Lead ${number}`, contactIds: [contact.id] }));
  const links = leads.map(({ id: leadId }) => ({ id: randomUUID(), leadId }));
  const payload = { links, product: 'pro-monthly', quantity: 1, coupon: null, country: 'DE' };
  const ask = async () =>
    (await app.inject({ method: 'POST', url: '/api/v1/leads/payment-links', payload })).json().links;
  onWake(() => letTimePass(15_001));
  const [made, left] = await ask();
  expect([made.email, left]).toEqual(['anna@acme.example', { leadId: leads[1]?.id, problem: 'not_yet', reason: null }]);
  const [again, next] = await ask();
  expect([again, next.email]).toEqual([made, 'anna@acme.example']);
  expect(store.store.sessions.size).toBe(2);
});

test('what would stop every lead is asked of FastSpring once', async () => {
  const { app, store, sandbox, connect } = await setLinksScene();
  await connect({ username: 'wrong', password: 'wrong' });
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const leads = [1, 2, 3].map((number) => sandbox.addLead({ name: `Lead ${number}`, contactIds: [contact.id] }));
  const links = leads.map(({ id: leadId }) => ({ id: randomUUID(), leadId }));
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/leads/payment-links',
    payload: { links, product: 'pro-monthly', quantity: 1, coupon: null, country: 'DE' },
  });
  const problem = 'fastspring_unauthorized';
  expect(answer.json().links).toEqual(leads.map(({ id: leadId }) => ({ leadId, problem, reason: null })));
  expect(store.requests.length).toBeLessThanOrEqual(1);
});
