import type { Socket } from 'node:net';
import { Server } from 'proxy-chain';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startStubStore } from '../../testing/server/fastspring/api/stub-store.ts';
import { startSocketServer } from '../../testing/server/outward/socket-server.ts';
import { exchange } from './exchange.ts';
import { createProxyDispatcher } from './proxy.ts';

const never = new AbortController().signal;
const patience = 60_000;

function send(target: string, proxy: string, connectMs = patience) {
  const dispatcher = createProxyDispatcher({ origin: proxy, authorization: 'Basic not-real' }, connectMs);
  onTestFinished(() => dispatcher.destroy());
  const headers = { authorization: 'Bearer not-a-real-token' };
  return exchange({ method: 'POST', url: new URL(`${target}/api`), headers, json: [1] }, never, patience, dispatcher);
}

async function startProxy(): Promise<string> {
  const server = new Server({ port: 0, host: '127.0.0.1' });
  await server.listen();
  onTestFinished(() => server.close(true));
  return `http://127.0.0.1:${server.port}`;
}

test('the answer comes through the proxy, and the service sees nothing of the proxy’s credentials', async () => {
  const store = await startStubStore(() => ({ body: '{"id":1}' }));
  const outcome = await send(store.url, await startProxy());
  expect(outcome).toMatchObject({ kind: 'answered', answer: { status: 200, text: '{"id":1}' } });
  expect(store.requests).toMatchObject([{ body: '[1]', headers: { authorization: 'Bearer not-a-real-token' } }]);
  expect(Object.keys(store.requests[0]?.headers ?? {}).filter((name) => name.startsWith('proxy'))).toEqual([]);
});

test.each<[string, (socket: Socket) => void, string]>([
  ['ends the connection at once', (socket) => socket.end(), 'UND_ERR_SOCKET'],
  ['ends it in place of an answer', (socket) => socket.once('data', () => socket.end()), 'UND_ERR_SOCKET'],
  ['resets it', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'ECONNRESET'],
  ['does not speak HTTP', (socket) => socket.once('data', () => socket.end('hello\r\n\r\n')), 'HTTPParserError'],
  [
    'refuses to connect',
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')),
    'answered 502',
  ],
])('a proxy that %s is asked once, and nothing was sent', async (_what, behave, reason) => {
  const store = await startStubStore(() => ({}));
  const { origin, connections } = await startSocketServer(behave);
  expect(await send(store.url, origin)).toEqual({ kind: 'proxy_failed', reason });
  expect(connections()).toBe(1);
  expect(store.requests).toEqual([]);
});

test('a proxy that says nothing is given up before the exchange is, so that nothing was sent', async () => {
  const { origin, connections } = await startSocketServer(() => undefined);
  expect(await send('http://acme.example', origin, 20)).toEqual({
    kind: 'proxy_failed',
    reason: 'UND_ERR_HEADERS_TIMEOUT',
  });
  expect(connections()).toBe(1);
});

test('a proxy that is not there', async () => {
  const { origin, close } = await startSocketServer(() => undefined);
  await close();
  expect(await send('http://acme.example', origin)).toEqual({ kind: 'proxy_failed', reason: 'ECONNREFUSED' });
  expect(await send('http://acme.example', 'http://proxy.invalid')).toMatchObject({ kind: 'proxy_failed' });
});

test('the service behind a proxy has to show its certificate', async () => {
  // No authority has signed this one, and it is too old; its package warns on the console that its key is public.
  const warning = vi.spyOn(console, 'error').mockImplementationOnce(() => undefined);
  onTestFinished(() => warning.mockRestore());
  const server = new SMTPServer({ secure: true });
  server.on('error', () => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = server.listen(0, '127.0.0.1', resolve);
  onTestFinished(() => new Promise((end) => server.close(() => end(undefined))));
  await promise;
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  expect(await send(`https://127.0.0.1:${address.port}`, await startProxy())).toEqual({
    kind: 'proxy_failed',
    reason: expect.stringContaining('CERT'),
  });
});

test('a connection that breaks behind the proxy after the request leaves the outcome uncertain', async () => {
  const { origin } = await startSocketServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await send(origin, await startProxy())).toMatchObject({ kind: 'broken' });
});
