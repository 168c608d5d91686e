import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import type { FastspringCredentials } from '../../fastspring/api/open-credentials.ts';
import type { CredentialsVerdict } from '../../fastspring/api/try-credentials.ts';

async function startServer() {
  const tried: FastspringCredentials[] = [];
  const fastspring: { verdict: CredentialsVerdict } = { verdict: 'accepted' };
  const server = await startSettingsServer({
    tryCredentials: async (credentials) => {
      tried.push(credentials);
      return fastspring.verdict;
    },
  });
  const save = (change: object, query = '') =>
    server.call('PUT', `/api/v1/settings${query}`, { json: { fastspring: change } });
  return { ...server, tried, fastspring, save };
}

const working = { apiUsername: 'ACME', apiPassword: 'works' };

test('new API credentials are tried before they are saved, and refused ones replace nothing', async () => {
  const { save, tried, fastspring, prisma } = await startServer();
  expect(await save(working)).toMatchObject({ status: 200, body: { fastspring: { hasApiCredentials: true } } });
  const stored = async () => (await prisma.account.findFirstOrThrow()).apiPassword;
  const before = await stored();
  fastspring.verdict = 'refused';
  expect(await save({ apiPassword: 'wrong' })).toMatchObject({ status: 409, body: { code: 'credentials_refused' } });
  // A decision to save untested ones does not save those that FastSpring refuses.
  expect(await save({ apiPassword: 'wrong' }, '?credentials=untested')).toMatchObject({ status: 409 });
  expect(await stored()).toBe(before);
  expect(tried.map(({ username, password }) => `${username} ${password}`)).toEqual([
    'ACME works',
    'ACME wrong',
    'ACME wrong',
  ]);
});

test('while FastSpring does not answer, new credentials are saved only by a decision', async () => {
  const { save, fastspring, prisma } = await startServer();
  fastspring.verdict = 'unreachable';
  expect(await save(working)).toMatchObject({ status: 503, body: { code: 'credentials_untested' } });
  expect(await prisma.account.findFirst()).toMatchObject({ apiUsername: null, apiPassword: null });
  expect(await save(working, '?credentials=untested')).toMatchObject({
    status: 200,
    body: { fastspring: { apiUsername: 'ACME', hasApiCredentials: true } },
  });
});

test('FastSpring is not asked about credentials that stay, are removed, or are not in the change', async () => {
  const { save, tried, call } = await startServer();
  const { body } = await save(working);
  tried.length = 0;
  await call('PUT', '/api/v1/settings', { json: body });
  await save(working);
  await save({ webhookSecret: 'another secret' });
  await save({ apiUsername: null, apiPassword: null });
  expect(tried).toEqual([]);
});
