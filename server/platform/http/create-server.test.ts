import { createServer as createHttpServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyServerOptions } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from './create-server.ts';
import { TryLater } from './problem.ts';

/** A server that echoes the input of its route. */
async function startEcho(options: FastifyServerOptions = {}) {
  const app = createServer(options);
  for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
    app.route({
      method,
      url: '/things/:name',
      handler: async ({ params, query, body }) => ({ params, query, body: body ?? null }),
    });
  }
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return { app, address };
}

const json = { 'content-type': 'application/json' };

test.each(['/things/a', '/things/a/', '/things/a/?x=1'])('%s is one address', async (url) => {
  const { app } = await startEcho();
  expect((await app.inject({ url })).json()).toMatchObject({ params: { name: 'a' } });
});

test.each(['POST', 'PUT', 'DELETE'] as const)('a %s of JSON without a body has none', async (method) => {
  const { address } = await startEcho();
  const answer = await fetch(`${address}/things/a`, { method, headers: json });
  expect([answer.status, await answer.json()]).toEqual([200, { params: { name: 'a' }, query: {}, body: null }]);
});

test.each(['', '  '])('a content type of "%s" is none', async (contentType) => {
  const { address } = await startEcho();
  const status = await new Promise((resolve) => {
    const message = request(`${address}/things/a`, { method: 'POST', headers: { 'content-type': contentType } });
    message.on('response', (answer) => resolve(answer.resume().statusCode)).end();
  });
  expect(status).toBe(200);
});

test('characters that Postgres cannot store are replaced in a body', async () => {
  const { app } = await startEcho();
  const payload = String.raw`{"a\u0000b":"c\u0000\\u0000d\uD83D\uDE80","list":["\ud83d","x\uDE80y"],"raw":"🚀"}`;
  const answer = await app.inject({ method: 'POST', url: '/things/a', headers: json, payload });
  expect(answer.json().body).toEqual({
    'a\u{FFFD}b': 'c\u{FFFD}\\u0000d🚀',
    list: ['\u{FFFD}', 'x\u{FFFD}y'],
    raw: '🚀',
  });
});

test('and in an address', async () => {
  const { app } = await startEcho();
  const answer = await app.inject({ url: '/things/a%00b%2500?search=%00c&d%00=e' });
  expect(answer.json()).toMatchObject({
    params: { name: 'a\u{FFFD}b%00' },
    query: { search: '\u{FFFD}c', 'd\u{FFFD}': 'e' },
  });
});

test.each([
  ['{"a":', 400],
  ['{"__proto__":{"x":1}}', 400],
  ['', 200],
  ['{}', 200],
])('a body of "%s" is answered %i', async (payload, status) => {
  const { app } = await startEcho();
  const answer = await app.inject({ method: 'POST', url: '/things/a', headers: json, payload });
  expect(answer.statusCode).toBe(status);
});

test.each([
  [414, `/things/${'a'.repeat(200)}`, 'too long'],
  [400, '/things/secret%ff', 'cannot be decoded'],
  [431, `/things/${'a'.repeat(20_000)}`, '16 KiB'],
])(
  'a problem of status %i has the same form as all others, and does not repeat the address',
  async (status, url, detail) => {
    const { address } = await startEcho();
    const answer = await fetch(`${address}${url}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    const body = await answer.text();
    const told = { code: 'request_invalid', title: expect.any(String), detail: expect.stringContaining(detail) };
    expect(JSON.parse(body)).toEqual({ ...told, status });
    expect(body).not.toMatch(/things|secret/);
  },
);

test('a request that is not HTTP is answered with a problem too', async () => {
  const { address } = await startEcho();
  const answer = await answerTo(address, (socket) => socket.end('hello\r\n\r\n'));
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('application/problem+json');
});

test('so is a request that never arrives in full', async () => {
  const timeouts = { connectionsCheckingInterval: 20, headersTimeout: 20, requestTimeout: 20 };
  const { address } = await startEcho({ serverFactory: (handler) => createHttpServer(timeouts, handler) });
  const answer = await answerTo(address, (socket) => socket.write('GET /things/a HTTP/1.1\r\n'));
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(answer).toContain('application/problem+json');
  expect(answer).toContain('Send it again.');
});

/** The whole response over a separate connection. */
async function answerTo(address: string, send: (socket: Socket) => void): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  send(socket);
  return text(socket);
}

test('a request to be retried later under load is not logged as an error', async () => {
  const lines: string[] = [];
  const logger = { level: 'error', stream: { write: (line: string) => void lines.push(line) } };
  const app = createServer({ logger });
  onTestFinished(() => app.close());
  app.get('/busy', () => Promise.reject(new TryLater('Busy', 'Come again.', 7, { code: 'busy' })));
  app.get('/broken', () => Promise.reject(new Error('broken')));
  const busy = await app.inject({ url: '/busy' });
  expect([busy.statusCode, busy.headers['retry-after'], lines]).toEqual([503, '7', []]);
  await app.inject({ url: '/broken' });
  expect(lines).toHaveLength(1);
});
