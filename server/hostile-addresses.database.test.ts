import { SignJWT } from 'jose';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startKommoStack } from '../testing/server/kommo/kommo-stack.ts';
import { guardOf, hashPerson } from '../testing/server/personal-data/guard.ts';
import { encryptionKey, testSealer, testSecret } from '../testing/server/platform/crypto/test-sealer.ts';
import { announceBody } from '../testing/server/platform/http/announce-body.ts';
import { buildApp } from './app.ts';
import { readConfig } from './config/config.ts';
import { createFastspring } from './fastspring/api/fastspring-api.ts';
import { createLeadTags } from './matching/lead-tag.ts';
import { createArrivals } from './platform/runtime/arrivals.ts';

const publicUrl = 'http://127.0.0.1:9';
/** Where an id, a key, a token or a cursor stands. */
const values = [
  ...['%00', 'a%00b', '%EF%BF%BD', '%ff', '%2e%2e%2f', '%2F', '-1', '0', '1e9', 'NaN', '__proto__', "'%3b--", '%20'],
  ...[
    '9'.repeat(18),
    '9'.repeat(19),
    '9'.repeat(30),
    '9'.repeat(99),
    'a'.repeat(100),
    'a'.repeat(101),
    'x'.repeat(5_000),
  ],
  '00000000-0000-0000-0000-000000000000',
];

async function start() {
  const { sandbox, database, kommo } = await startKommoStack();
  const { clientId, clientSecret } = sandbox.integration();
  const config = readConfig({
    PUBLIC_URL: publicUrl,
    LOG_LEVEL: 'silent',
    ENCRYPTION_KEY: encryptionKey.toString('base64'),
    DATABASE_URL: 'postgres://x',
    KOMMO_CLIENT_ID: clientId,
    KOMMO_CLIENT_SECRET: clientSecret,
    KOMMO_ORIGIN_TEMPLATE: sandbox.originTemplate,
    KOMMO_OAUTH_URL: sandbox.oauthUrl,
  });
  const { prisma } = database;
  const fastspring = createFastspring({ prisma, sealer: testSealer, config, clock: () => performance.now() });
  onTestFinished(async () => fastspring.close());
  const app = await buildApp({
    config,
    database,
    sealer: testSealer,
    leadTags: createLeadTags(testSecret),
    hashPerson,
    kommo,
    fastspring,
    guard: guardOf(database),
    rulesFromEnvironment: [],
    ...{ wake: () => undefined, recordSoon: () => undefined, send: async () => undefined },
    arrivals: createArrivals(),
    isWorkerRunning: () => true,
    log: pino({ level: 'silent' }),
    deliveryMetrics: [],
  });
  onTestFinished(() => app.close());
  const { id, subdomain } = sandbox.account();
  const claims = {
    iss: sandbox.originTemplate.replace('{subdomain}', subdomain),
    aud: publicUrl,
    account_id: id,
    user_id: sandbox.account().users[0]?.id,
    is_admin: true,
    subdomain,
    client_uuid: clientId,
  };
  const sign = (change: object) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('30m')
      .sign(new TextEncoder().encode(clientSecret));
  return { app, sign };
}

test('a body of somebody without a token is refused before any of it is read', async () => {
  const { app, sign } = await start();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const put = (token?: string) =>
    announceBody(address, 'PUT /api/v1/settings', { 'content-type': 'application/json', 'x-auth-token': token });
  expect(await put()).toContain('401 Unauthorized');
  expect(await put('not a token')).toContain('401 Unauthorized');
  expect(await put(await sign({ account_id: 7 }))).toContain('401 Unauthorized');
});

test('a body for an address that does not exist is refused unread, with the headers of every answer', async () => {
  const { app } = await start();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await announceBody(address, 'POST /nothing', { 'content-type': 'text/plain' });
  expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
  expect(answer).toMatch(/x-content-type-options: nosniff/i);
});

test('the server’s timeouts and connection limit', async () => {
  const { app } = await start();
  const { maxConnections, requestTimeout, headersTimeout } = app.server;
  expect({ maxConnections, requestTimeout, headersTimeout }).toEqual({
    maxConnections: 5_000,
    requestTimeout: 15_000,
    headersTimeout: 10_000,
  });
});

const places: readonly [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: (value: string) => string, body?: object][] = [
  ['GET', (value) => `/api/v1/leads/${value}/payments`],
  ['POST', (value) => `/api/v1/leads/${value}/payments`, { contacts: [] }],
  ['GET', (value) => `/api/v1/contacts/${value}/payments`],
  ['PUT', (value) => `/api/v1/leads/${value}/customers/${value}`],
  ['DELETE', (value) => `/api/v1/leads/${value}/customers/${value}`],
  ['GET', (value) => `/api/v1/customers/unmatched?cursor=${value}`],
  ['GET', (value) => `/api/v1/events?cursor=${value}&status=${value}`],
  ['GET', (value) => `/api/v1/events?search=${value}&type=${value}&lead=${value}`],
  ['POST', (value) => `/api/v1/events/${value}/replay`],
  ['GET', (value) => `/api/v1/imports/${value}`],
  ['DELETE', (value) => `/api/v1/imports/${value}`],
  ['POST', (value) => `/api/v1/imports/${value}/apply`],
  ['POST', (value) => `/api/v1/leads/${value}/payment-links`, {}],
  ['GET', (value) => `/api/v1/reconciliation/differences?cursor=${value}`],
  ['GET', (value) => `/pay/${value}`],
  ['POST', (value) => `/webhooks/fastspring/${value}`, { events: [] }],
  ['POST', (value) => `/webhooks/kommo/${value}`, {}],
  ['GET', (value) => `/oauth/callback?code=${value}&referer=${value}&state=${value}`],
  ['GET', (value) => `/oauth/uninstall?account_id=${value}&client_uuid=${value}&signature=${value}`],
];

test('whatever stands for an id, a key, a cursor or a token in an address, the answer is the caller’s fault', async () => {
  const { app, sign } = await start();
  const token = await sign({});
  expect((await app.inject({ url: '/api/v1/events', headers: { 'x-auth-token': token } })).statusCode).toBe(200);
  const failed: string[] = [];
  for (const [method, path, payload] of places) {
    for (const value of values) {
      const url = path(value);
      const answer = await app.inject({ method, url, headers: { 'x-auth-token': token }, ...(payload && { payload }) });
      const kind = String(answer.headers['content-type']);
      const isProblem = answer.statusCode >= 400 && answer.statusCode < 500 && /problem\+json|html/.test(kind);
      if (!isProblem && answer.statusCode !== 200)
        failed.push(`${answer.statusCode} ${method} ${url.slice(0, 90)} ${kind}`);
    }
  }
  expect(failed).toEqual([]);
});

test.each<[string, object]>([
  ['a NUL in the subdomain', { subdomain: 'de\0mo' }],
  ['a NUL in the issuer', { iss: 'http://127.0.0.1\0' }],
  ['an endless subdomain', { subdomain: 'a'.repeat(10_000) }],
  ['an endless account', { account_id: '9'.repeat(5_000) }],
  ['an account with a NUL', { account_id: '1\0' }],
  ['an account that is no whole number', { account_id: 1.5 }],
  ['a user that is too large', { user_id: 1e300 }],
  ['a user of more digits than a number holds', { user_id: '9'.repeat(30) }],
  ['a user with a NUL', { user_id: '7\0' }],
  ['a negative user', { user_id: -1 }],
  ['an integration with a NUL', { client_uuid: 'x\0' }],
  ['lists', { account_id: [1], user_id: [7], subdomain: ['demo'] }],
])('a signed token with %s is 401', async (_what, change) => {
  const { app, sign } = await start();
  const ask = async (claims: object) =>
    app.inject({ url: '/api/v1/status', headers: { 'x-auth-token': await sign(claims) } });
  expect((await ask({})).statusCode).toBe(200);
  const answer = await ask(change);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    401,
    expect.stringContaining('application/problem+json'),
  ]);
});

test('another machine reads that the process is alive, and nothing that is the operator’s', async () => {
  const { app } = await start();
  const statusOf = async (url: string) => (await app.inject({ url, remoteAddress: '203.0.113.9' })).statusCode;
  expect(await Promise.all(['/healthz', '/readyz', '/metrics'].map(statusOf))).toEqual([200, 404, 404]);
});
