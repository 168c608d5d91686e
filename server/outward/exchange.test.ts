import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startStubStore } from '../../testing/server/fastspring/api/stub-store.ts';
import { startSocketServer } from '../../testing/server/outward/socket-server.ts';
import { describe, exchange, type Message } from './exchange.ts';

const never = new AbortController().signal;
const search = '/api/v4/contacts?query=anna%2Bshop@acme.example';
const patience = 60_000;

function message(origin: string, change: Partial<Message> = {}): Message {
  return {
    method: 'GET',
    url: new URL(`${origin}${search}`),
    headers: { authorization: 'Bearer not-a-real-token' },
    ...change,
  };
}

test('brings the whole answer of whatever status', async () => {
  const headers = { 'retry-after': '7', 'x-request-id': 'r-1' };
  const { url } = await startStubStore(() => ({ status: 429, headers, body: 'Too Many Requests' }));
  expect(await exchange(message(url), never, patience)).toEqual({
    kind: 'answered',
    answer: { status: 429, retryAfter: '7', requestId: 'r-1', text: 'Too Many Requests' },
  });
});

test('sends the query as it is, the body as JSON and the token as a header, and identifies itself', async () => {
  const store = await startStubStore(() => ({ body: '{}' }));
  await exchange(message(store.url, { method: 'POST', json: [{ id: 1 }] }), never, patience);
  expect(store.requests).toMatchObject([
    {
      method: 'POST',
      url: search,
      headers: {
        authorization: 'Bearer not-a-real-token',
        'content-type': 'application/json',
        'user-agent': 'kommo-fastspring',
      },
      body: '[{"id":1}]',
    },
  ]);
});

test('does not follow a redirect, so that the token stays where it was meant for', async () => {
  const stranger = await startStubStore(() => ({}));
  const { url } = await startStubStore(() => ({ status: 302, headers: { location: stranger.url } }));
  expect(await exchange(message(url), never, patience)).toMatchObject({ answer: { status: 302 } });
  expect(stranger.requests).toEqual([]);
});

test('a refused connection and an unknown host were not sent', async () => {
  const { origin, close } = await startSocketServer(() => undefined);
  await close();
  expect(await exchange(message(origin), never, patience)).toEqual({ kind: 'not_sent', reason: 'ECONNREFUSED' });
  expect(await exchange(message('http://acme.invalid'), never, patience)).toMatchObject({ kind: 'not_sent' });
});

test('a connection that breaks where TLS is expected leaves the outcome uncertain', async () => {
  const { url } = await startStubStore(() => ({}));
  // It fails in the handshake, but with an error that a connection in use may give too.
  const outcome = await exchange(message(url.replace('http:', 'https:')), never, patience);
  expect(outcome.kind).toBe('broken');
});

test.each<[string, (socket: Socket) => void]>([
  ['resets after the request', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ['closes after the request', (socket) => socket.once('data', () => socket.end())],
  ['answers with something else than HTTP', (socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))],
  [
    'breaks off in the body',
    (socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{', () => socket.destroy());
      }),
  ],
])('a server that %s leaves the outcome uncertain, with no secret and no person in it', async (_what, behave) => {
  const { origin } = await startSocketServer(behave);
  const outcome = await exchange(message(origin, { method: 'POST', json: [] }), never, patience);
  expect(outcome.kind).toBe('broken');
  expect(JSON.stringify(outcome)).not.toMatch(/anna|acme|token/);
});

test('a server that never answers leaves the outcome uncertain', async () => {
  const { origin } = await startSocketServer(() => undefined);
  expect(await exchange(message(origin), never, 20)).toEqual({
    kind: 'uncertain',
    reason: 'no answer within 0.02 s',
  });
});

test('a request that is broken off by a stop is uncertain', async () => {
  const stop = new AbortController();
  const { origin } = await startSocketServer((socket) => socket.once('data', () => stop.abort()));
  expect(await exchange(message(origin), stop.signal, patience)).toEqual({
    kind: 'uncertain',
    reason: 'given up because this process stops',
  });
});

test('a request is named without its query, and a batch in short', () => {
  expect(describe(message('https://acme.kommo.com'))).toBe('GET /api/v4/contacts');
  expect(
    describe(message('https://acme.kommo.com', { url: new URL(`https://acme.kommo.com/${'x'.repeat(200)}`) })),
  ).toHaveLength(105);
});
