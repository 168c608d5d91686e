import { expect, onTestFinished, test } from 'vitest';
import { createServer } from './create-server.ts';
import { createOperatorAccess } from './operator-access.ts';

const token = 'a-token-of-the-operator';

function start(operatorToken: string | undefined) {
  const app = createServer();
  app.get('/metrics', { onRequest: createOperatorAccess(operatorToken) }, async () => 'figures');
  onTestFinished(() => app.close());
  return (headers: Readonly<Record<string, string>> = {}, remoteAddress = '127.0.0.1') =>
    app.inject({ url: '/metrics', headers, remoteAddress });
}

test.each([
  ['127.0.0.1', 'localhost:3000'],
  ['127.9.9.9', '127.0.0.1'],
  ['::1', '[::1]:3000'],
  ['::ffff:127.0.0.1', 'LOCALHOST'],
])('without a token this machine is answered: %s asks %s', async (remoteAddress, host) => {
  expect((await start(undefined)({ host }, remoteAddress)).statusCode).toBe(200);
});

test.each([
  ['another machine', '10.0.0.7', {}],
  ['another machine by IPv6', '::ffff:10.0.0.7', {}],
  ['a proxy on this machine', '127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }],
  ['a proxy that says it in the standard’s words', '127.0.0.1', { forwarded: 'for=203.0.113.9' }],
  ['nginx with X-Real-IP', '127.0.0.1', { 'x-real-ip': '203.0.113.9' }],
  ['a proxy that names the client by nothing', '127.0.0.1', { 'x-forwarded-for': '' }],
  ['a cache', '127.0.0.1', { via: '1.1 cache' }],
  ['a proxy that passes only the public name on', '127.0.0.1', { host: 'payments.example.com' }],
  ['a name that a stranger points at this machine', '127.0.0.1', { host: '127.0.0.1.evil.example' }],
])('without a token %s finds nothing, and the operator reads what to set', async (_who, remoteAddress, headers) => {
  const answer = await start(undefined)(headers, remoteAddress);
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
  const ask = start(token);
  expect((await ask({ authorization }, '127.0.0.1')).statusCode).toBe(status);
  const answer = await ask({ authorization, 'x-forwarded-for': '203.0.113.9' }, '10.0.0.7');
  expect(answer.statusCode).toBe(status);
});

test('a request without the token is told how to send it', async () => {
  const answer = await start(token)();
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(answer.json()).toMatchObject({ status: 401, detail: expect.stringContaining('Authorization: Bearer') });
  expect(answer.body).not.toContain(token);
});
