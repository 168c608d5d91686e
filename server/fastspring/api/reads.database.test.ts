import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringNotFound, FastspringUnavailable } from './errors.ts';

const anna =
  '{"id":"A-1","account":"A-1","contact":{"email":"anna@acme.example"},"charges":[{"total":12345678901234567.10}]}';

test('an account comes whole, with every digit, and with its e-mail', async () => {
  const { api } = await startApiStack(byRoute({ 'GET /accounts/A-1': { body: anna } }));
  expect(await api.getAccount('A-1')).toEqual({ id: 'A-1', json: anna, email: 'anna@acme.example' });
});

test.each([
  ['{"id":"A-1","contact":{"email":null}}'],
  ['{"id":"A-1","contact":{"email":" "}}'],
  ['{"account":"A-1","contact":{}}'],
  ['{"account":"A-1"}'],
  ['{"accounts":[{"account":"A-1","result":"success"}]}'],
])('%s is an account without an e-mail', async (body) => {
  const { api } = await startApiStack(byRoute({ 'GET /accounts/A-1': { body } }));
  expect(await api.getAccount('A-1')).toMatchObject({ id: 'A-1', email: null });
});

test('an id is sent as one part of the path', async () => {
  const { api, store } = await startApiStack(byRoute({}));
  await expect(api.getAccount('../orders?a')).rejects.toThrow(FastspringNotFound);
  expect(store.requests[0]?.url).toBe('/accounts/..%2Forders%3Fa');
});

test.each(['"ok"', '{"result":"success"}', '[]'])('%s is no account', async (body) => {
  const { api } = await startApiStack(byRoute({ 'GET /accounts/A-1': { body } }));
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringUnavailable);
});

test('204 is no account', async () => {
  const { api } = await startApiStack(() => ({ status: 204 }));
  await expect(api.getAccount('A-1')).rejects.toThrow(FastspringUnavailable);
  await expect(api.getQuote('Q-1')).rejects.toThrow(FastspringUnavailable);
  await expect(api.listEvents('unprocessed', { days: 1 })).rejects.toThrow(FastspringUnavailable);
  expect(await api.findAccounts({ orderId: 'O-1' })).toEqual([]);
});

test('a search answers with ids or accounts, on several pages', async () => {
  const { api, store } = await startApiStack(
    byRoute({
      'GET /accounts?email=anna%2Bshop%40acme.example&limit=50&page=1': { body: { accounts: ['A-1'], nextPage: 2 } },
      'GET /accounts?email=anna%2Bshop%40acme.example&limit=50&page=2': {
        body: { accounts: [{ id: 'A-2', contact: { email: 'anna@globex.example' } }], nextPage: 3 },
      },
      'GET /accounts?email=anna%2Bshop%40acme.example&limit=50&page=3': { body: { accounts: [], nextPage: 4 } },
      'GET /accounts/A-1': { body: anna },
    }),
  );
  const accounts = await api.findAccounts({ email: 'anna+shop@acme.example' });
  expect(accounts.map(({ id, email }) => [id, email])).toEqual([
    ['A-1', 'anna@acme.example'],
    ['A-2', 'anna@globex.example'],
  ]);
  expect(store.requests).toHaveLength(4);
});

test('a search without a match is empty', async () => {
  const { api } = await startApiStack(byRoute({}));
  expect(await api.findAccounts({ orderId: 'O-1' })).toEqual([]);
});
