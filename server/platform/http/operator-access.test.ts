import { expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../config/config.ts';
import { createServer } from './create-server.ts';
import { createOperatorAccess } from './operator-access.ts';

const token = 'a-token-of-the-operator';

function start({ operatorToken, publicUrl = 'http://localhost:3000' }: Partial<Config>) {
  const app = createServer();
  app.get('/metrics', { onRequest: createOperatorAccess({ operatorToken, publicUrl }) }, async () => 'figures');
  onTestFinished(() => app.close());
  return (headers: Readonly<Record<string, string>> = {}, remoteAddress = '127.0.0.1') =>
    app.inject({ url: '/metrics', headers, remoteAddress });
}

test.each([
  ['http://localhost:3000', '127.0.0.1'],
  ['http://127.0.0.1:3000', '127.9.9.9'],
  ['http://[::1]:3000', '::1'],
  ['http://payments.localhost/behind', '::ffff:127.0.0.1'],
])('without a token, and at %s, %s is answered', async (publicUrl, remoteAddress) => {
  expect((await start({ publicUrl })({}, remoteAddress)).statusCode).toBe(200);
});

test.each([
  ['another machine', 'http://localhost:3000', '10.0.0.7'],
  ['another machine by IPv6', 'http://localhost:3000', '::ffff:10.0.0.7'],
  ['a request through a proxy on this machine', 'https://payments.example.com', '127.0.0.1'],
  ['a request through a proxy for a name that looks local', 'https://localhost.example.com', '::1'],
])('without a token %s finds nothing, and the operator reads what to set', async (_who, publicUrl, remoteAddress) => {
  const answer = await start({ publicUrl })({ host: '127.0.0.1:3000' }, remoteAddress);
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json().detail).toContain('OPERATOR_TOKEN');
});

test.each([
  [200, `Bearer ${token}`],
  [200, `bearer  ${token} `],
  [401, `Bearer ${token}x`],
  [401, 'Bearer '],
  [401, token],
  [401, `Basic ${token}`],
])('with a token, %i answers "%s", from whichever machine', async (status, authorization) => {
  const ask = start({ operatorToken: token });
  expect((await ask({ authorization }, '127.0.0.1')).statusCode).toBe(status);
  const answer = await ask({ authorization, 'x-forwarded-for': '203.0.113.9' }, '10.0.0.7');
  expect(answer.statusCode).toBe(status);
});

test('the answer to a request without the token says how to send it', async () => {
  const answer = await start({ operatorToken: token })();
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(answer.json()).toMatchObject({ status: 401, detail: expect.stringContaining('Authorization: Bearer') });
  expect(answer.body).not.toContain(token);
});
