import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenLocally } from '../http/listen.ts';
import { customerHistory } from './customer-history.ts';
import { createDeliveries } from './deliveries.ts';
import { createEvent } from './events.ts';
import { fulfillmentFailedPayload } from './payloads/fulfillments.ts';
import { createStore } from './store.ts';
import { sendWebhook } from './webhook.ts';

const secret = 'not-a-real-secret';

let receiver: Server;
let received: { headers: IncomingHttpHeaders; body: string }[];
/** the receiver's answer to a body */
let answer: (body: string) => { status: number; body?: string };
let url: string;

beforeEach(async () => {
  received = [];
  answer = () => ({ status: 200 });
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString();
    received.push({ headers: request.headers, body });
    const { status, body: text } = answer(body);
    response.writeHead(status).end(text);
  });
  url = `${await listenLocally(receiver)}/webhooks/fastspring/key`;
});

afterEach(() => new Promise((resolve) => receiver.close(resolve)));

test('a webhook is signed over its bytes in base64 and looks like FastSpring’s', async () => {
  const { events } = customerHistory(createStore());
  expect(await sendWebhook({ url, secret, events: [events.firstPurchase] })).toMatchObject({ status: 200 });
  const [request] = received;
  const digest = createHmac('sha256', secret)
    .update(request?.body ?? '')
    .digest('base64');
  expect(request?.headers).toMatchObject({
    'x-fs-signature': digest,
    'user-agent': 'FS',
    'content-type': 'application/json; charset=UTF-8',
  });
  expect(JSON.parse(request?.body ?? '').events[0]).toMatchObject({
    id: expect.stringMatching(/^EV[A-Z0-9]{28}$/),
    type: 'order.completed',
    live: true,
    processed: false,
  });
});

test('payloads that the store does not send can be built and wrapped by hand', async () => {
  const store = createStore();
  const { firstOrder } = customerHistory(store);
  const failed = createEvent('fulfillment.failed', fulfillmentFailedPayload(firstOrder), store.clock.now(), false);
  await sendWebhook({ url, secret, events: [failed] });
  expect(JSON.parse(received[0]?.body ?? '').events).toEqual([failed]);
  expect(failed).toMatchObject({ live: false, data: { order: firstOrder.id } });
});

test('a webhook can be forged, signed in hex, unsigned or cut short', async () => {
  await sendWebhook({ url, secret, body: '{"events":[', encoding: 'hex' });
  await sendWebhook({ url, secret, signature: 'forged' });
  await sendWebhook({ url, secret, signature: null });
  expect(received.map((request) => request.headers['x-fs-signature'])).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    'forged',
    undefined,
  ]);
  expect(received[0]?.body).toBe('{"events":[');
});

test('a refused delivery is retried after 1, 2, 4, 6, 6, 6 and then every 24 hours, up to 7 days', async () => {
  const store = createStore();
  const { events } = customerHistory(store);
  const deliveries = createDeliveries(store, { url, secret });
  const delivery = deliveries.enqueue([events.firstPurchase]);
  const queuedAt = store.clock.now();
  const hours: number[] = [];
  answer = () => {
    hours.push(Math.round((store.clock.now() - queuedAt) / 3_600_000));
    return { status: 503 };
  };
  await deliveries.passTime(10 * 24 * 3_600_000);
  expect(hours).toEqual([0, 1, 3, 7, 13, 19, 25, 49, 73, 97, 121, 145]);
  expect(delivery.state).toBe('permanently_failed');
});

test('202 acknowledges the listed events; the rest is sent again under the same ids', async () => {
  const store = createStore();
  const { events } = customerHistory(store);
  const deliveries = createDeliveries(store, { url, secret });
  const delivery = deliveries.enqueue([events.firstPurchase, events.activation]);
  answer = () => ({ status: 202, body: `${events.activation.id}\n` });
  await deliveries.sendDue();
  expect(delivery.state).toBe('will_be_retried');

  answer = () => ({ status: 200 });
  await deliveries.passTime(3_600_000);
  expect(JSON.parse(received[1]?.body ?? '').events.map((event: { id: string }) => event.id)).toEqual([
    events.firstPurchase.id,
  ]);
  expect(delivery.state).toBe('success');
  expect(store.processedEvents).toEqual(new Set([events.firstPurchase.id, events.activation.id]));
});
