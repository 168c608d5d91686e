import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { setPeopleScene } from '../../../testing/server/api/people-scene.ts';
import type { Database } from '../../platform/database/database.ts';
import { createLeadChanges } from './lead-changes.ts';
import { createWaitingCounts } from './waiting-count.ts';

const payments = 'GET /api/v1/leads/:leadId/payments';

test('the card names the customers who wait for a lead, to readers who may link them', async () => {
  const { ask, ids, prisma } = await setPeopleScene();
  const other = await addOtherAccount(prisma);
  await prisma.customer.create({ data: { accountId: other, identity: 'email:x', matchState: 'unmatched' } });
  const waitingFor = async (id: number | undefined) => (await ask(id, payments)).json().waiting;
  const both = { count: 2, text: 'Payments of 2 customers found no lead.' };
  expect([await waitingFor(ids.administrator), await waitingFor(ids.seller), await waitingFor(73)]).toEqual([
    both,
    both,
    null,
  ]);
  expect((await ask(ids.administrator, 'GET /api/v1/contacts/:contactId/payments')).json()).not.toHaveProperty(
    'waiting',
  );
});

test('a card that is known is answered with the new number, and with nothing while it stays', async () => {
  const { app, ids, ask, lead, prisma, sandbox, other } = await setPeopleScene();
  const read = (etag: string) =>
    app.inject({
      url: `/api/v1/leads/${lead.id}/payments`,
      headers: {
        'x-auth-token': sandbox.oneTimeToken({ claims: { user_id: ids.seller, is_admin: undefined } }),
        ...{ 'accept-language': 'en', 'if-none-match': etag },
      },
    });
  const route = `/api/v1/customers/${other.id}/not-relevant`;
  const first = String((await read('')).headers.etag);
  expect((await read(first)).statusCode).toBe(304);
  expect((await ask(ids.administrator, `PUT ${route}`)).statusCode).toBe(204);
  await expect.poll(async () => (await read(first)).statusCode).toBe(200);
  const second = await read(first);
  expect(second.json().waiting).toEqual({ count: 1, text: 'Payments of 1 customer found no lead.' });
  expect((await read(String(second.headers.etag))).statusCode).toBe(304);
  await ask(ids.administrator, `DELETE ${route}`);
  await expect.poll(async () => (await read(first)).statusCode).toBe(304);
  await prisma.customer.updateMany({ data: { matchState: 'linked' } });
  await expect.poll(async () => (await read(first)).json?.()?.waiting, { timeout: 10_000 }).toBe(null);
});

/** The counts of one process, with the number of times that they were counted. */
async function startCounts() {
  const database = await openTestDatabase();
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  let times = 0;
  const query: Database['query'] = (...statement) => {
    times += 1;
    return database.query(...statement);
  };
  const changes = createLeadChanges(database, { warn: () => undefined });
  const count = createWaitingCounts({ query }, changes);
  await count(accountId);
  await expect.poll(changes.isHeard).toBe(true);
  await count(accountId);
  const add = (number: number, matchState: string) =>
    prisma.customer.createMany({
      data: Array.from({ length: number }, (_, index) => ({
        accountId,
        identity: `${matchState}:${index}`,
        matchState,
      })),
    });
  const counting = async (): Promise<number> => {
    times = 0;
    await count(accountId);
    return times;
  };
  return { database, prisma, accountId, count: () => count(accountId), counting, add, close: changes.close };
}

test('the number is counted once for each of its changes, and never beyond a hundred', async () => {
  const { prisma, count, counting, add, close } = await startCounts();
  expect(await counting()).toBe(0);
  await add(3, 'linked');
  await prisma.customer.updateMany({ data: { name: 'Renamed' } });
  expect(await counting()).toBe(0);
  await add(150, 'unmatched');
  await expect.poll(count).toBe(100);
  expect(await counting()).toBe(0);
  await prisma.customer.updateMany({
    where: { identity: { startsWith: 'unmatched:1' } },
    data: { notRelevantAt: new Date(), notRelevantBy: 7 },
  });
  await expect.poll(count).toBe(150 - 61);
  await prisma.customer.deleteMany({ where: { identity: 'unmatched:2' } });
  await expect.poll(count).toBe(150 - 62);
  await close();
});
