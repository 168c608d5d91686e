import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { storedEvents } from '../../../testing/server/fastspring/stored-events.ts';
import { guardOf } from '../../../testing/server/personal-data/guard.ts';
import { recordEvents } from '../../recording/record.ts';
import { lookUpCustomers } from './account-lookup.ts';
import { readMissingEmails } from './missing-emails.ts';

const readAt = Date.UTC(2026, 10, 20, 14);
const anna =
  '{"id":"A-1","account":"A-1","action":"account.get","contact":{"first":"Anna","email":"anna@acme.example"},"address":{"postalCode":10115.0},"country":"DE","url":"https://acme.example/account","charges":[{"total":12.30}],"orders":["O-1"],"result":"success"}';

test('an e-mail missing from all events is read from FastSpring and stored as an event', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const { store, fastspring, accountId } = await startApiStack(
    byRoute({ 'GET /accounts/A-1': { body: anna } }),
    database,
  );
  const signal = new AbortController().signal;
  const run = () =>
    lookUpCustomers({ database, fastspring, guard: guardOf(database), now: () => readAt }, accountId, signal);
  const customer = (id: string) => ({ accountId, identity: `account:${id}`, fastspringAccountId: id });
  await prisma.customer.createMany({
    data: [
      customer('A-1'),
      { ...customer('A-2'), email: 'bert@acme.example' },
      { ...customer('A-3'), matchState: 'erased' },
    ],
  });
  expect(await run()).toEqual({ stored: 1 });

  const [event] = await storedEvents(prisma);
  expect(event).toMatchObject({ source: 'api', type: 'account.updated', live: null, state: 'received' });
  expect(event?.createdAt).toEqual(new Date(readAt));
  expect(event?.eventId).toMatch(/^api-account-A-1-[\w-]{22}$/);
  expect(event?.payload).toBe(
    `{"id":"${event?.eventId}","type":"account.updated","created":${readAt},"data":{"id":"A-1","account":"A-1","contact":{"first":"Anna","email":"anna@acme.example"},"address":{"postalCode":10115.0},"country":"DE","url":"https://acme.example/account"}}`,
  );
  // Until the event is recorded the customer has no e-mail, but it is not requested again.
  expect(await run()).toEqual({ stored: 0 });
  expect(store.requests.map(({ url }) => url)).toEqual(['/accounts/A-1']);

  if (event === undefined) throw new Error('no event');
  await prisma.$transaction((transaction) => recordEvents(transaction, event.accountId, [event]));
  expect(await prisma.event.findFirst({ where: { id: event.id } })).toMatchObject({ state: 'recorded' });
  expect(await prisma.customer.findFirst({ where: { fastspringAccountId: 'A-1' } })).toMatchObject({
    email: 'anna@acme.example',
    name: 'Anna',
  });
  expect(await readMissingEmails(prisma, accountId)).toBeNull();
});
