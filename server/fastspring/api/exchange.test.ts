import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startStubStore } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringUnavailable } from './errors.ts';
import { exchange, type FastspringMessage } from './exchange.ts';

const never = new AbortController().signal;
const search = '/accounts?email=anna%2Bshop%40acme.example';

function message(origin: string, change: Partial<FastspringMessage> = {}): FastspringMessage {
  const credentials = { username: 'acme-user', password: 'not-a-real-password' };
  return { method: 'GET', url: new URL(`${origin}${search}`), credentials, ...change };
}

test('brings the whole answer of whatever status', async () => {
  const { url } = await startStubStore(() => ({ status: 429, headers: { 'retry-after': '7' }, body: 'Too many' }));
  expect(await exchange(message(url), never)).toEqual({ status: 429, retryAfter: '7', text: 'Too many' });
});

test.each([
  ['not-a-real-password', 'acme-user:not-a-real-password'],
  ['', 'acme-user:'],
  ['pässword:with:colons', 'acme-user:pässword:with:colons'],
])('identifies itself and sends user and password %j as Basic', async (password, expected) => {
  const store = await startStubStore(() => ({ body: '{}' }));
  await exchange(message(store.url, { credentials: { username: 'acme-user', password } }), never);
  const [request] = store.requests;
  expect(request?.url).toBe(search);
  expect(request?.headers['user-agent']).toBe('kommo-fastspring');
  const [scheme, encoded = ''] = (request?.headers.authorization ?? '').split(' ');
  expect([scheme, Buffer.from(encoded, 'base64').toString()]).toEqual(['Basic', expected]);
});

test('sends a body as JSON', async () => {
  const store = await startStubStore(() => ({ body: '{}' }));
  await exchange(message(store.url, { method: 'POST', json: { processed: true } }), never);
  expect(store.requests[0]?.headers['content-type']).toBe('application/json');
  expect(store.requests[0]?.body).toBe('{"processed":true}');
});

test('does not follow a redirect, so that the credentials stay where they were meant for', async () => {
  const stranger = await startStubStore(() => ({}));
  const { url } = await startStubStore(() => ({ status: 302, headers: { location: stranger.url } }));
  expect((await exchange(message(url), never)).status).toBe(302);
  expect(stranger.requests).toEqual([]);
});

test.each<[string, (socket: Socket) => void]>([
  ['resets after the request', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ['answers with something else than HTTP', (socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))],
  [
    'breaks off in the body',
    (socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{', () => socket.destroy());
      }),
  ],
])('a server that %s is unavailable, and the error tells no secret and no person', async (_what, behave) => {
  const failure = await exchange(message(await startSocketServer(behave)), never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FastspringUnavailable);
  expect(everythingIn(failure)).not.toMatch(/anna|acme|password|Basic/);
});

test('a host that cannot be reached is unavailable', async () => {
  await expect(exchange(message('http://acme.invalid'), never)).rejects.toThrow(FastspringUnavailable);
});

test('a store that never answers is given up', async () => {
  const url = await startSocketServer(() => undefined);
  await expect(exchange(message(url), never, 20)).rejects.toThrow('no answer within 0.02 s');
});

test('a stop breaks the exchange off', async () => {
  const stop = new AbortController();
  const origin = await startSocketServer((socket) => socket.once('data', () => stop.abort()));
  await expect(exchange(message(origin), stop.signal)).rejects.toThrow('this process stops');
});

/** What a logger would write of an error. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join(' ');
}

async function startSocketServer(behave: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
