import { expect, test } from 'vitest';
import { connectStore, saveCredentials, startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute, type StubAnswer, type StubRequest } from '../../../testing/server/fastspring/api/stub-store.ts';
import { guardOf, hashPerson } from '../../../testing/server/personal-data/guard.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import type { Database } from '../../platform/database/database.ts';
import { lookUpCustomers } from './account-lookup.ts';
import { findCustomersWithoutEmail } from './lookup-memory.ts';
import { findAccountsWithEmailsToAskFor, readMissingEmails } from './missing-emails.ts';

const never = new AbortController().signal;
const readAt = Date.UTC(2026, 10, 20, 14);

const anna =
  '{"id":"A-1","account":"A-1","action":"account.get","contact":{"first":"Anna","email":"anna@acme.example"},"address":{"postalCode":10115.0},"country":"DE","url":"https://acme.example/account","charges":[{"total":12.30}],"orders":["O-1"],"result":"success"}';

async function startLookup(answer: (request: StubRequest) => StubAnswer) {
  const stack = await startApiStack(answer);
  const { database, fastspring } = stack;
  const run = (accountId = stack.accountId, signal = never) =>
    lookUpCustomers({ database, fastspring, guard: guardOf(database), now: () => readAt }, accountId, signal);
  return {
    ...stack,
    prisma: database.prisma,
    run,
    /** Makes all remembered look-ups due, as the passage of time would. */
    makeAllDue: async () => {
      await database.prisma.fastspringAccountLookup.updateMany({ data: { nextAttempt: new Date(0) } });
      await database.prisma.fastspringConnection.updateMany({ data: { retryAt: null } });
    },
    missing: () => readMissingEmails(database.prisma, stack.accountId),
  };
}

async function addCustomer(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
  fastspringAccountId: string,
  change: { email?: string; matchState?: string; lastFactAt?: Date } = {},
): Promise<void> {
  const identity = `account:${fastspringAccountId}`;
  await prisma.customer.create({ data: { accountId, identity, fastspringAccountId, ...change } });
}

const pathsOf = (requests: readonly StubRequest[]) => requests.map(({ url }) => url);

test('the same account data gives no second event, even with charges in between; changed data gives one', async () => {
  const { store, database, prisma, accountId, run, makeAllDue } = await startLookup(() => ({ body: anna }));
  await addCustomer(database, accountId, 'A-1');
  await run();
  await makeAllDue();
  store.answer(() => ({ body: anna.replace('12.30', '99.00') }));
  await run();
  expect(await prisma.event.count()).toBe(1);
  await makeAllDue();
  store.answer(() => ({ body: anna.replace('anna@', 'anna.schmidt@') }));
  await run();
  expect(await prisma.event.count()).toBe(2);
});

test('negative answers are remembered, each with its reason', async () => {
  const { store, database, prisma, accountId, run, makeAllDue, missing } = await startLookup(
    byRoute({
      'GET /accounts/A-1': { body: { id: 'A-1', contact: { first: 'Anna', email: null } } },
      'GET /accounts/A-3': { status: 400, body: { result: 'error', error: { account: 'Locked' } } },
    }),
  );
  await addCustomer(database, accountId, 'A-1', { lastFactAt: new Date(1) });
  await addCustomer(database, accountId, 'A-2', { lastFactAt: new Date(3) });
  await addCustomer(database, accountId, 'A-3', { lastFactAt: new Date(2) });
  expect(await run()).toEqual({ stored: 1 });
  await run();
  expect(pathsOf(store.requests)).toEqual(['/accounts/A-2', '/accounts/A-3', '/accounts/A-1']);
  const lookups = await prisma.fastspringAccountLookup.findMany({ orderBy: { fastspringAccountId: 'asc' } });
  expect(lookups.map(({ outcome, reason, consecutiveFailures }) => [outcome, reason, consecutiveFailures])).toEqual([
    ['no_email', null, 0],
    ['not_found', 'GET /accounts/A-2: refused (400) id', 0],
    ['failed', 'GET /accounts/A-3: refused (400) account', 1],
  ]);
  expect(await missing()).toMatchObject({ customers: 3, cause: 'being_asked' });
  await makeAllDue();
  await run();
  expect(await prisma.fastspringAccountLookup.findMany({ where: { outcome: 'failed' } })).toMatchObject([
    { consecutiveFailures: 2 },
  ]);
  await prisma.customer.deleteMany({ where: { fastspringAccountId: 'A-3' } });
  expect(await missing()).toMatchObject({ customers: 2, cause: 'unknown' });
});

test('without credentials customers wait visibly, and are looked up as soon as there are credentials', async () => {
  const { store, database, prisma, run } = await startLookup(() => ({ body: anna }));
  const accountId = await connectStore(database, null);
  expect(await readMissingEmails(prisma, accountId)).toBeNull();
  await addCustomer(database, accountId, 'A-1');
  expect(await run(accountId)).toEqual({ stored: 0 });
  expect(store.requests).toEqual([]);
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([]);
  const missing = await readMissingEmails(prisma, accountId);
  expect(missing).toMatchObject({ customers: 1, cause: 'no_credentials' });

  await saveCredentials(database, accountId, 'acme-user', '');
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([accountId]);
  expect(await run(accountId)).toEqual({ stored: 1 });
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([]);
});

test('refused credentials stop the look-ups until they are changed, and are reported', async () => {
  const { store, database, prisma, accountId, run, missing } = await startLookup(() => ({ status: 401 }));
  await addCustomer(database, accountId, 'A-1');
  await addCustomer(database, accountId, 'A-2');
  await run();
  await run();
  expect(store.requests).toHaveLength(1);
  expect(await missing()).toMatchObject({ customers: 2, cause: 'credentials_refused' });
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([]);
  store.answer(() => ({ body: anna }));
  await saveCredentials(database, accountId, 'acme-user', 'another-fake-password');
  expect(await missing()).toMatchObject({ cause: 'being_asked' });
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([accountId]);
  expect(await run()).toEqual({ stored: 2 });
});

test('a customer who is erased while FastSpring answers is not remembered', async () => {
  const { database, fastspring, prisma, accountId } = await startLookup(() => ({ body: anna }));
  await addCustomer(database, accountId, 'A-1');
  const guard = {
    admit: async (...asked: Parameters<ErasureGuard['admit']>) => {
      const admitted = await guardOf(database).admit(...asked);
      const { id: customerId } = await prisma.customer.findFirstOrThrow();
      await startErasure(prisma, hashPerson, { accountId, userId: null }, { customerId });
      return admitted;
    },
  };
  await lookUpCustomers({ database, fastspring, guard, now: () => readAt }, accountId, never);
  expect(await prisma.fastspringAccountLookup.count()).toBe(0);
});

test('one account that FastSpring fails on does not hold up the others', async () => {
  const { store, database, prisma, accountId, run, makeAllDue, missing } = await startLookup(
    byRoute({ 'GET /accounts/A-1': { status: 500 }, 'GET /accounts/A-2': { body: anna } }),
  );
  await addCustomer(database, accountId, 'A-1', { lastFactAt: new Date(2) });
  await addCustomer(database, accountId, 'A-2', { lastFactAt: new Date(1) });
  expect(await run()).toEqual({ stored: 0 });
  expect(await missing()).toMatchObject({ cause: 'unreachable' });
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([]);
  await run();
  expect(store.requests).toHaveLength(1);
  await prisma.fastspringConnection.updateMany({ data: { retryAt: null } });
  expect(await run()).toEqual({ stored: 1 });
  expect(await missing()).toMatchObject({ cause: 'being_asked' });
  await makeAllDue();
  await run();
  expect(pathsOf(store.requests)).toEqual(['/accounts/A-1', '/accounts/A-2', '/accounts/A-1']);
});

test('a 429 stops the look-ups for all accounts', async () => {
  const { database, prisma, accountId, run } = await startLookup(() => ({ status: 429 }));
  const other = await connectStore(database);
  await addCustomer(database, accountId, 'A-1');
  await addCustomer(database, other, 'A-2');
  expect(await findAccountsWithEmailsToAskFor(prisma)).toHaveLength(2);
  expect(await run()).toEqual({ stored: 0 });
  expect(await findAccountsWithEmailsToAskFor(prisma)).toEqual([]);
  const [lookup] = await prisma.fastspringAccountLookup.findMany();
  expect(lookup).toMatchObject({ outcome: 'postponed', consecutiveFailures: 0 });
  expect(await findCustomersWithoutEmail(prisma, accountId)).toEqual([]);
});

test('a 404 without an explanation is requested once more before it counts', async () => {
  const { database, prisma, accountId, run, makeAllDue, letTimePass } = await startLookup(() => ({ status: 404 }));
  await addCustomer(database, accountId, 'A-1');
  await run();
  expect(await prisma.fastspringAccountLookup.findMany()).toMatchObject([{ outcome: 'postponed' }]);
  await makeAllDue();
  letTimePass(60_000);
  await run();
  expect(await prisma.fastspringAccountLookup.findMany()).toMatchObject([{ outcome: 'not_found' }]);
});

test('a run that has to make room sends no further requests', async () => {
  const { store, database, accountId, run } = await startLookup(() => ({ body: anna }));
  await addCustomer(database, accountId, 'A-1');
  expect(await run(accountId, AbortSignal.abort())).toEqual({ stored: 0 });
  expect(store.requests).toEqual([]);
});

test('a database failure does not count as FastSpring’s answer', async () => {
  const { database, accountId, run } = await startLookup(() => ({ body: anna }));
  await addCustomer(database, accountId, 'A-1');
  await database.runScript('DROP TABLE "events"');
  await expect(run()).rejects.toThrow();
});
