import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { customersRoutes } from './customers-route.ts';

test('the account’s unmatched customers come in pages, newest first, each with its candidates and their reasons', async () => {
  const { prisma, database, kommo, accountId } = await startKommoStack();
  const candidate = (leadId: number | null, reason: string, confidence: number, details: object) => ({
    ...{ leadId, contactId: 1, companyId: null, reason, confidence, details },
  });
  const candidates = [
    candidate(7, 'alias', 60, { contact: 'Anna Schmidt', email: 'anna+shop@acme.example' }),
    candidate(8, 'domain', 40, { contact: 'Ben Bolt', domain: 'acme.example' }),
    candidate(null, 'email', 20, { contact: 'Cem' }),
  ];
  await prisma.customer.createMany({
    data: Array.from({ length: 21 }, (_, index) => ({
      ...{ accountId, identity: `account:${index}`, name: `Customer ${index}`, matchState: 'unmatched' },
      lastFactAt: new Date(Date.UTC(2026, 10, 20, 0, index)),
      match: { why: { code: 'severalLeads', params: { count: 2 } }, candidates: index === 20 ? candidates : [] },
    })),
  });
  const match = { why: { code: 'nobody', params: {} }, candidates: [] };
  await prisma.customer.createMany({
    data: [
      { accountId, identity: 'account:linked', matchState: 'linked' },
      { accountId: await addOtherAccount(prisma), identity: 'account:theirs', matchState: 'unmatched', match },
    ],
  });
  const times = { readAt: new Date(0) };
  await prisma.lead.create({
    data: { accountId, leadId: 7, name: 'Acme', pipelineId: 1, statusId: 1, ...times },
  });
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(customersRoutes);
  const read = async (query = '') => {
    const headers = { 'accept-language': 'en' };
    return (await app.inject({ url: `/api/v1/customers/unmatched${query}`, headers })).json();
  };
  const first = await read();
  const second = await read(`?cursor=${first.nextCursor}`);
  const names = [first, second].flatMap(({ customers }) => customers.map(({ name }: { name: string }) => name));
  expect(names).toEqual(Array.from({ length: 21 }, (_, index) => `Customer ${20 - index}`));
  expect([first.customers.length, second.nextCursor]).toEqual([20, null]);
  expect(first.customers[0]).toMatchObject({ why: '2 leads match equally well', notCreated: null });
  expect(first.customers[0].candidates).toMatchObject([
    { leadId: 7, leadName: 'Acme', contactName: 'Anna Schmidt', reason: 'alias', confidence: 60 },
    {
      leadId: 8,
      leadName: '8',
      contactName: 'Ben Bolt',
      reason: 'domain',
      explanation: expect.stringContaining('acme.example'),
    },
  ]);
});
