import { expect, test } from 'vitest';
import {
  connectStore,
  saveCredentials,
  startApiStack,
  startFastspring,
} from '../../../testing/server/fastspring/api/api-stack.ts';
import {
  FastspringNotConfigured,
  FastspringNotFound,
  FastspringRateLimited,
  FastspringRefused,
  FastspringUnauthorized,
  FastspringUnavailable,
} from './errors.ts';

const never = new AbortController().signal;
const account = { id: 'A-1', account: 'A-1', contact: { email: 'anna@acme.example' }, result: 'success' };

test('each account’s requests carry its own credentials', async () => {
  const { store, database, fastspring, api } = await startApiStack(() => ({ body: account }));
  const other = await connectStore(database, 'globex-user', '');
  await api.getAccount('A-1');
  await fastspring.forAccount(other, 'background', never).getAccount('A-1');
  const users = store.requests.map(({ headers }) => (headers.authorization ?? '').replace('Basic ', ''));
  expect(users.map((encoded) => Buffer.from(encoded, 'base64').toString())).toEqual([
    'acme-user:not-a-real-password',
    'globex-user:',
  ]);
});

test('without credentials nothing is sent', async () => {
  const { store, database, fastspring } = await startApiStack(() => ({ body: account }));
  const bare = await connectStore(database, null);
  const asked = fastspring.forAccount(bare, 'interactive', never).getAccount('A-1');
  await expect(asked).rejects.toThrow(FastspringNotConfigured);
  expect(store.requests).toEqual([]);
});

test('credentials that were sealed with another key have to be saved again', async () => {
  const { store, database, accountId, api } = await startApiStack(() => ({ body: account }));
  await database.prisma.account.update({ where: { id: accountId }, data: { apiUsername: 'v1.bm90IHNlYWxlZA' } });
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringNotConfigured);
  expect(store.requests).toEqual([]);
});

test('a 429 is honoured by every process and every account', async () => {
  const { store, database, api } = await startApiStack(() => ({ status: 429, headers: { 'retry-after': '90' } }));
  const other = await connectStore(database);
  await expect(api.getAccount('A-1')).rejects.toMatchObject({ name: 'FastspringRateLimited', retryAfter: 90_000 });
  const elsewhere = startFastspring(database, store).forAccount(other, 'interactive', never);
  await expect(elsewhere.getAccount('A-1')).rejects.toThrow(FastspringRateLimited);
  expect(store.requests).toHaveLength(1);
});

test('all processes together stay below the limit', async () => {
  const { store, database, fastspring, accountId } = await startApiStack(() => ({ body: account }));
  await database.prisma.outgoingRequest.createMany({
    data: Array.from({ length: 195 }, () => ({ service: 'fastspring', claimedAt: new Date(), countsTo: new Date() })),
  });
  const noTime = AbortSignal.abort();
  const processes = [fastspring, startFastspring(database, store)];
  const apis = processes.map((process) => process.forAccount(accountId, 'background', noTime));
  const asked = apis.flatMap((api) => Array.from({ length: 10 }, () => api.getAccount('A-1')));
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(store.requests).toHaveLength(5);
});

test('a 404 without a word is taken for the limit first, and believed when it comes again later', async () => {
  const { api, letTimePass } = await startApiStack(() => ({ status: 404 }));
  await expect(api.getAccount('A-1')).rejects.toMatchObject({ name: 'FastspringRateLimited', retryAfter: 60_000 });
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringRateLimited);
  letTimePass(60_000);
  await expect(api.getAccount('A-2')).rejects.toThrow(FastspringRateLimited);
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringNotFound);
  letTimePass(2 * 60 * 60_000);
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringRateLimited);
});

test('refused credentials are not tried again by background work until they are changed', async () => {
  const { store, database, fastspring, accountId, api } = await startApiStack(() => ({ status: 401 }));
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringUnauthorized);
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringUnauthorized);
  expect(store.requests).toHaveLength(1);
  const person = fastspring.forAccount(accountId, 'interactive', never);
  await expect(person.getAccount('A-1')).rejects.toThrow(FastspringUnauthorized);
  expect(store.requests).toHaveLength(2);

  store.answer(() => ({ body: account }));
  await saveCredentials(database, accountId, 'acme-user', 'another-fake-password');
  expect(await api.getAccount('A-1')).toMatchObject({ email: 'anna@acme.example' });
  expect(await database.prisma.fastspringConnection.findMany()).toMatchObject([
    { accountId, state: 'working', reason: null, consecutiveFailures: 0, retryAt: null },
  ]);
});

test('a FastSpring that does not answer is asked less and less often, and at once when it answers a person', async () => {
  const { store, database, fastspring, accountId, api } = await startApiStack(() => ({ status: 502 }));
  const pauses: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await expect(api.getAccount('A-1')).rejects.toMatchObject({ name: 'FastspringUnavailable', retryAfter: null });
    const { retryAt, changedAt } = await database.prisma.fastspringConnection.findUniqueOrThrow({
      where: { accountId },
    });
    pauses.push((retryAt?.getTime() ?? 0) - changedAt.getTime());
    const paused = await api.getAccount('A-1').catch((error: unknown) => error);
    expect(paused instanceof FastspringUnavailable && paused.retryAfter).toBeGreaterThan(0);
    await database.prisma.fastspringConnection.update({ where: { accountId }, data: { retryAt: new Date(0) } });
  }
  expect(pauses).toEqual([10_000, 20_000, 40_000]);
  expect(store.requests).toHaveLength(3);

  store.answer(() => ({ status: 400, body: { result: 'error', error: { account: 'Locked' } } }));
  const person = fastspring.forAccount(accountId, 'interactive', never);
  await expect(person.getAccount('A-1')).rejects.toThrow(FastspringRefused);
  expect(await database.prisma.fastspringConnection.findUnique({ where: { accountId } })).toMatchObject({
    state: 'working',
    consecutiveFailures: 0,
  });
});

test('after closing nothing is sent and nothing is counted', async () => {
  const { store, database, fastspring, api } = await startApiStack(() => ({ body: account }));
  fastspring.close();
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringUnavailable);
  expect(store.requests).toEqual([]);
  expect(await database.prisma.fastspringConnection.count()).toBe(0);
});

test('a store that cannot be reached is unavailable, and the error has no secret and no person in it', async () => {
  const { database, accountId } = await startApiStack(() => ({}));
  const api = startFastspring(database, { url: 'http://acme.invalid' }).forAccount(accountId, 'interactive', never);
  const failure = await api.findAccounts({ email: 'anna@acme.example' }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FastspringUnavailable);
  expect(String(failure)).toMatch(/^FastspringUnavailable: GET \/accounts: no connection to FastSpring \(\w+\)$/);
  expect(failure).not.toHaveProperty('cause');
});

test('user and password are sent as UTF-8', async () => {
  const { store, database, fastspring } = await startApiStack(() => ({ body: account }));
  const other = await connectStore(database, 'acme-user', 'pässword:with:colons');
  await fastspring.forAccount(other, 'background', never).getAccount('A-1');
  const [, encoded = ''] = (store.requests[0]?.headers.authorization ?? '').split(' ');
  expect(Buffer.from(encoded, 'base64').toString()).toBe('acme-user:pässword:with:colons');
});
