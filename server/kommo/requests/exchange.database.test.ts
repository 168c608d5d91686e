import { createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoNotSent, KommoUncertain } from './errors.ts';
import { exchange, type KommoMessage } from './exchange.ts';

const never = new AbortController().signal;
const search = '/api/v4/contacts?query=anna%2Bshop@acme.example';

function message(origin: string, change: Partial<KommoMessage> = {}): KommoMessage {
  return {
    method: 'GET',
    url: new URL(`${origin}${search}`),
    headers: { authorization: 'Bearer not-a-real-token' },
    ...change,
  };
}

test('brings the whole answer of whatever status', async () => {
  const { origin } = await startServer((_request, response) => {
    response.writeHead(429, { 'retry-after': '7', 'x-request-id': 'r-1' }).end('Too Many Requests');
  });
  expect(await exchange(message(origin), never)).toEqual({
    status: 429,
    retryAfter: '7',
    requestId: 'r-1',
    text: 'Too Many Requests',
  });
});

test('sends the query as it is, the body as JSON and the token as a header', async () => {
  const received: unknown[] = [];
  const { origin } = await startServer((request, response) => {
    const body: Buffer[] = [];
    request.on('data', (chunk) => body.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      received.push({ method, url, token: headers.authorization, body: Buffer.concat(body).toString() });
      response.end('{}');
    });
  });
  await exchange(message(origin, { method: 'POST', json: [{ id: 1 }] }), never);
  expect(received).toEqual([{ method: 'POST', url: search, token: 'Bearer not-a-real-token', body: '[{"id":1}]' }]);
});

test('does not follow a redirect, so that the token stays where it was meant for', async () => {
  const strangers: unknown[] = [];
  const stranger = await startServer((request, response) => {
    strangers.push(request.headers.authorization);
    response.end();
  });
  const { origin } = await startServer((_request, response) => {
    response.writeHead(302, { location: stranger.origin }).end();
  });
  expect((await exchange(message(origin), never)).status).toBe(302);
  expect(strangers).toEqual([]);
});

test('a refused connection and an unknown host were not sent', async () => {
  const { origin, close } = await startSocketServer(() => undefined);
  await close();
  await expect(exchange(message(origin), never)).rejects.toThrow(KommoNotSent);
  await expect(exchange(message('http://acme.invalid'), never)).rejects.toThrow(KommoNotSent);
});

test('no TLS where it is expected is uncertain', async () => {
  const { origin } = await startServer((_request, response) => response.end());
  // It fails in the handshake, but with an error that a connection in use may give too.
  await expect(exchange(message(origin.replace('http:', 'https:')), never)).rejects.toThrow(KommoUncertain);
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
])('a server that %s leaves the outcome uncertain', async (_what, behave) => {
  const { origin } = await startSocketServer(behave);
  const failure = await exchange(message(origin, { method: 'POST', json: [] }), never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(KommoUncertain);
  expect(everythingIn(failure)).not.toMatch(/anna|acme|token/);
});

test('a server that never answers leaves the outcome uncertain', async () => {
  const { origin } = await startSocketServer(() => undefined);
  await expect(exchange(message(origin), never, 20)).rejects.toThrow(
    new KommoUncertain('GET /api/v4/contacts: no answer within 0.02 s'),
  );
});

test('a request that is broken off by a stop is uncertain', async () => {
  const stop = new AbortController();
  const { origin } = await startSocketServer((socket) => socket.once('data', () => stop.abort()));
  await expect(exchange(message(origin), stop.signal)).rejects.toThrow(KommoUncertain);
});

/** What a logger would write of an error. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join(' ');
}

async function startSocketServer(
  behave: (socket: Socket) => void,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onTestFinished(close);
  return { origin: `http://127.0.0.1:${address.port}`, close };
}
