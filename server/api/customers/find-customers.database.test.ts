import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { storeFact } from '../../../testing/server/api/stored-facts.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { orderFact } from '../../../testing/server/rules/facts.ts';
import { customersRoutes } from './customers-route.ts';

/** Anna, Berta, Dora and a stranger's customer of another account, on a route that an administrator asks. */
async function setScene() {
  const { prisma, database, kommo, accountId } = await startKommoStack();
  const { customer } = orderFact();
  const pay = (id: string, email: string, name: string, account = accountId) =>
    storeFact(prisma, account, {
      fact: orderFact({ key: `order.completed:${id}`, orderId: id, customer: { ...customer, email, name } }),
    });
  await pay('order-1', 'anna@acme.example', 'Anna Schmidt');
  await pay('order-2', 'billing@holding.example', 'Berta Schmidt');
  await pay('order-4', 'dora_m@weber.example', 'Dora Weber');
  const other = await prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  await pay('order-3', 'carla@acme.example', 'Carla Schmidt', other.id);
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(customersRoutes);
  const searchAt = (path: string, words: string) =>
    app.inject({ url: `${path}?search=${encodeURIComponent(words)}`, headers: { 'accept-language': 'en' } });
  const search = (words: string, leadId = '5') => searchAt(`/api/v1/leads/${leadId}/customers`, words);
  const searchEverywhere = (words: string) => searchAt('/api/v1/customers', words);
  const found = async (words: string): Promise<[string, string][]> =>
    (await search(words))
      .json()
      .customers.map((each: { name: string; explanation: string }) => [each.name, each.explanation]);
  return { prisma, accountId, search, searchEverywhere, found };
}

test('customers are found by a part of their e-mail or name, with the lead where they are now', async () => {
  const { prisma, accountId, found } = await setScene();
  expect(await found('HOLDING')).toEqual([['Berta Schmidt', 'not on a lead yet']]);
  expect((await found(' schmidt ')).toSorted()).toEqual([
    ['Anna Schmidt', 'not on a lead yet'],
    ['Berta Schmidt', 'not on a lead yet'],
  ]);
  const { id: annaId } = await prisma.customer.findFirstOrThrow({ where: { accountId, name: 'Anna Schmidt' } });
  await prisma.customerLead.create({ data: { accountId, customerId: annaId, leadId: 7, reason: 'email' } });
  expect(await found('anna@')).toEqual([['Anna Schmidt', 'now on lead “7”']]);
  // Postgres has no text with it.
  expect(await found('anna\0')).toEqual([]);
});

test('every sign of a search is meant as it is typed', async () => {
  const { found } = await setScene();
  expect(await found('a%e')).toEqual([]);
  expect(await found('___')).toEqual([]);
  expect(await found('dora\0')).toEqual([]);
  expect(await found('a_m')).toEqual([['Dora Weber', 'not on a lead yet']]);
});

test('one who is on the lead already is left out, one who was unlinked from it is not', async () => {
  const { prisma, accountId, found } = await setScene();
  const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { accountId, name: 'Anna Schmidt' } });
  const link = { accountId, customerId, leadId: 5 };
  await prisma.customerLead.create({ data: { ...link, reason: 'email' } });
  expect(await found('anna@')).toEqual([]);
  await prisma.customerLead.updateMany({ where: link, data: { removedAt: new Date(), removedBy: 7 } });
  expect(await found('anna@')).toEqual([['Anna Schmidt', 'not on a lead yet']]);
});

test('a search without a lead finds the account’s customers, those on a lead too', async () => {
  const { prisma, accountId, searchEverywhere } = await setScene();
  const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { accountId, name: 'Anna Schmidt' } });
  await prisma.customerLead.create({ data: { accountId, customerId, leadId: 5, reason: 'email' } });
  const { customers } = (await searchEverywhere('schmidt')).json();
  expect(customers.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Anna Schmidt', 'Berta Schmidt']);
  expect((await searchEverywhere('ab')).statusCode).toBe(400);
});

test.each([
  ['ab', '5'],
  ['', '5'],
  ['x'.repeat(101), '5'],
  ['anna', 'five'],
])('a search for %j on lead %s is refused with what to do', async (words, leadId) => {
  const { search } = await setScene();
  const answer = await search(words, leadId);
  expect([answer.statusCode, answer.json().detail]).toEqual([
    400,
    'Type at least three letters of the e-mail, the name or the company.',
  ]);
});
