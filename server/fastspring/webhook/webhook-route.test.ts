import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from '../../platform/http/create-server.ts';
import { largeDelivery } from './large-delivery.ts';
import { signBody } from './signature.ts';
import { webhookRoutes } from './webhook-route.ts';

const secret = 'sandbox-webhook-secret';
const large = (id: string) => JSON.stringify({ events: [{ id, type: 'x', data: 'x'.repeat(largeDelivery) }] });

const batch = (id: string) => JSON.stringify({ events: [{ id, type: 'x' }] });

/** The route with a store that waits until it is opened. */
async function start() {
  const logged: string[] = [];
  const app = createServer({ logger: { stream: { write: (line) => void logged.push(line) } } });
  const stored: string[] = [];
  const opening = Promise.withResolvers<void>();
  const counts = { spent: 0, closed: 0, arrivals: 0 };
  const nothing = () => undefined;
  app.server.on('connection', (socket) => socket.once('close', () => (counts.closed += 1)));
  await app.register(webhookRoutes, {
    findOwner: async () => ({
      ...{ accountId: 'acme', secrets: [secret], isUninstalled: false, isFormer: false },
      ...{ wasRefused: false, hasErasedPeople: false },
    }),
    admit: async (_accountId, events) => events,
    store: async (_accountId, events) => {
      stored.push(...events.map(({ eventId }) => eventId));
      await opening.promise;
    },
    allowance: {
      check: nothing,
      spend: () => (counts.spent += 1),
      spendOnEvents: nothing,
      countRefused: () => 0,
    },
    refused: { refused: nothing, accepted: nothing, counts: () => new Map(), close: async () => undefined },
    arrivals: {
      during: (work) => {
        counts.arrivals += 1;
        return work();
      },
    },
    recordSoon: nothing,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    opening.resolve();
    await app.close();
  });
  const headers = (body: string) => ({ 'x-fs-signature': signBody(secret, Buffer.from(body)) });
  const deliver = (body: string, signed = body) =>
    fetch(`${address}/webhooks/fastspring/key`, { method: 'POST', body, headers: headers(signed) });

  /** The connection of a delivery that was sent completely. */
  async function send(body: string) {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    await once(socket, 'connect');
    const lines = Object.entries({ ...headers(body), host: 'x', 'content-length': body.length });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`POST /webhooks/fastspring/key HTTP/1.1\r\n${head}\r\n${body}`);
    return socket;
  }
  return { counts, deliver, logged, openStore: opening.resolve, send, stored };
}

test('a large delivery is dropped when its sender disconnects before its turn', async () => {
  const { counts, deliver, openStore, send, stored } = await start();
  const first = deliver(large('EV1'));
  await expect.poll(() => stored).toEqual(['EV1']);
  const second = await send(large('EV2'));
  await expect.poll(() => counts.spent).toBe(2);
  second.destroy();
  await expect.poll(() => counts.closed).toBe(1);
  openStore();
  expect((await first).status).toBe(200);
  expect((await deliver(large('EV3'))).status).toBe(200);
  expect(stored).toEqual(['EV1', 'EV3']);
});

test('a delivery with a wrong signature holds up no other work', async () => {
  const { counts, deliver, openStore } = await start();
  openStore();
  expect((await deliver(batch('EV1'), batch('EV2'))).ok).toBe(false);
  expect(counts.arrivals).toBe(0);
  expect((await deliver(batch('EV1'))).status).toBe(200);
  expect(counts.arrivals).toBe(1);
});

test('a stored delivery is one line in the log, without its content', async () => {
  const { deliver, logged, openStore } = await start();
  openStore();
  const events = ['EV1', 'EV2'].map((id) => ({
    id,
    type: 'order.completed',
    data: { customer: { email: 'anna@acme.example' } },
  }));
  expect((await deliver(JSON.stringify({ events }))).status).toBe(200);
  const lines = logged.filter((line) => line.includes('"accountId"')).map((line): unknown => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'a delivery of FastSpring was stored',
      accountId: 'acme',
      events: 2,
      ms: expect.any(Number),
    }),
  ]);
  expect(logged.join('')).not.toContain('anna@acme');
});
