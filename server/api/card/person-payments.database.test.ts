import { expect, test } from 'vitest';
import { recordBigCustomer } from '../../../testing/server/api/big-customer.ts';
import { setPeopleScene } from '../../../testing/server/api/people-scene.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

const contactRoute = 'GET /api/v1/contacts/:contactId/payments';
const companyRoute = 'GET /api/v1/companies/:companyId/payments';

/** Two leads of one contact, of which Ines (71) sees the second alone, and a customer with two orders on each. */
async function setScene() {
  const scene = await setPeopleScene();
  const { sandbox, database, prisma, accountId, contact, company, lead } = scene;
  const own = sandbox.addLead({ name: 'Acme, own', contactIds: [contact.id] }, { userId: 71 });
  const pay = (email: string) => recordBigCustomer(database, accountId, { orders: 2, subscriptions: 1, email });
  await pay('a@acme.example');
  await pay('b@acme.example');
  await prisma.customerLead.deleteMany();
  const idOf = async (email: string) => (await prisma.customer.findFirstOrThrow({ where: { emailFolded: email } })).id;
  const [first, second] = [await idOf('a@acme.example'), await idOf('b@acme.example')];
  const link = (customerId: string, leadId: number, more: object = {}) =>
    prisma.customerLead.create({ data: { accountId, customerId, leadId, reason: 'email', ...more } });
  await link(first, lead.id, { contactId: contact.id });
  await link(second, own.id, { contactId: contact.id });
  await nameLead(prisma, accountId, lead.id, 'Acme');
  return { ...scene, contact, company, own, first, second, link, pay, idOf };
}

async function nameLead(prisma: PrismaClient, accountId: string, leadId: number, name: string): Promise<void> {
  const time = new Date(0);
  await prisma.lead.create({
    data: { accountId, leadId, name, pipelineId: 1, statusId: 1, readAt: time },
  });
}

test('a contact’s card shows its customers and their leads, as far as its reader sees those leads', async () => {
  const { ask, sandbox, contact, lead, own, first, second, ids } = await setScene();
  const { asOf, ...view } = (await ask(ids.administrator, contactRoute)).json();
  expect(view).toMatchObject({
    contactId: contact.id,
    status: 'paid',
    leads: [
      { id: lead.id, name: 'Acme', customerIds: [first] },
      { id: own.id, name: null, customerIds: [second] },
    ],
    rights: { configure: true, link: false, search: false },
    paymentLinks: [],
    suggestions: [],
  });
  expect(view).not.toHaveProperty('leadId');
  expect(view.customers.map(({ id }: { id: string }) => id)).toEqual([first, second]);
  expect(view.orders).toHaveLength(4);

  const answer = await ask(71, contactRoute);
  const seen = answer.json();
  expect(seen.leads).toEqual([{ id: own.id, name: null, customerIds: [second] }]);
  expect(seen.orders).toHaveLength(2);
  expect(answer.body).not.toContain('a@acme.example');
  expect((await ask(72, contactRoute)).json()).toMatchObject({ status: 403, code: 'contact_hidden' });
  expect((await ask(72, companyRoute)).json()).toMatchObject({ status: 403, code: 'company_hidden' });

  // However often cards are opened, Kommo is not asked again.
  const calls = sandbox.callCount();
  for (const _ of [1, 2, 3]) await ask(71, contactRoute);
  expect(sandbox.callCount()).toBe(calls);
  expect((await ask(ids.administrator, `GET /api/v1/contacts/${own.id}/payments`)).statusCode).toBe(403);
  expect((await ask(ids.administrator, 'GET /api/v1/contacts/acme/payments')).statusCode).toBe(404);
});

test('a buyer with an address of the contact is shown there, on no lead too', async () => {
  const { ask, app, sandbox, prisma, accountId, contact, second, pay, idOf, ids } = await setScene();
  await pay('anna@acme.example');
  await prisma.customerLead.deleteMany({ where: { leadId: 152_464 } });
  const anna = await idOf('anna@acme.example');
  const view = (await ask(ids.seller, contactRoute)).json();
  expect(view.customers.find(({ id }: { id: string }) => id === anna)).toMatchObject({
    match: { reason: 'email', confirmed: true, explanation: 'anna@acme.example is saved in this card' },
  });
  expect(view.orders).toHaveLength(6);

  // The ETag spares an unchanged card, and one that waits hears of the customer on no lead and of one on a lead.
  const { etag } = (await ask(ids.seller, contactRoute)).headers;
  const token = sandbox.oneTimeToken({ claims: { user_id: ids.seller, is_admin: undefined } });
  const wait = (known: unknown, seconds: number) =>
    app.inject({
      url: `/api/v1/contacts/${contact.id}/payments?wait=${seconds}`,
      headers: { 'x-auth-token': token, 'accept-language': 'en', 'if-none-match': String(known) },
    });
  expect((await wait(etag, 0)).statusCode).toBe(304);
  const held = wait(etag, 25);
  await prisma.customer.updateMany({ where: { id: anna }, data: { name: 'Anna Renamed' } });
  const news = await held;
  expect([news.statusCode, news.body.includes('Anna Renamed')]).toEqual([200, true]);
  const heldAgain = wait(news.headers.etag, 25);
  await prisma.order.updateMany({ where: { customerId: second }, data: { country: 'FR' } });
  const newer = await heldAgain;
  expect(newer.statusCode).toBe(200);

  // Kommo had not named this lead when it was asked for the contact's.
  const heldForNewLead = wait(newer.headers.etag, 25);
  const { id: leadId } = sandbox.addLead({ name: 'Acme, next year', contactIds: [contact.id] });
  await pay('other@acme.example');
  await prisma.customerLead.updateMany({
    where: { customerId: await idOf('other@acme.example') },
    data: { leadId, contactId: contact.id },
  });
  const withLead = await heldForNewLead;
  expect([withLead.statusCode, withLead.body.includes('other@acme.example')]).toEqual([200, true]);

  // Nothing but its address leads this customer here.
  const heldForStranger = wait(withLead.headers.etag, 25);
  await prisma.customer.create({
    data: { accountId, identity: 'new', name: 'Newcomer', emailFolded: 'anna@acme.example' },
  });
  expect((await heldForStranger).body).toContain('Newcomer');
});

test('a company’s card shows who is on its leads or was matched through its contacts', async () => {
  const { ask, sandbox, prisma, accountId, company, lead, own, first, second, link, pay, idOf, ids } = await setScene();
  await pay('c@acme.example');
  await prisma.customerLead.deleteMany({ where: { leadId: 152_464 } });
  const ofCompany = sandbox.addLead({ name: 'Acme, by the company', companyId: company.id });
  await link(await idOf('c@acme.example'), ofCompany.id, { reason: 'tag' });
  const view = (await ask(ids.administrator, companyRoute)).json();
  expect(view.companyId).toBe(company.id);
  expect(view.leads.map(({ id }: { id: number }) => id).toSorted()).toEqual([lead.id, own.id, ofCompany.id].toSorted());
  expect(view.orders).toHaveLength(6);
  expect((await ask(71, companyRoute)).json().leads).toMatchObject([{ id: own.id }]);

  // Who is there by a payment link alone, and elsewhere too, shows no more than what was bought by it.
  await prisma.customerLead.deleteMany({ where: { accountId, customerId: { in: [first, second] } } });
  await link(await idOf('c@acme.example'), 99, { reason: 'tag' });
  expect((await ask(ids.administrator, companyRoute)).json()).toMatchObject({
    orders: [],
    leads: [{ id: ofCompany.id }],
  });
});
