import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { listenLocally } from '../../http/listen.ts';
import { addProduct, type FastSpringSandbox, startFastSpringSandbox } from '../index.ts';

let sandbox: FastSpringSandbox;
let received: { readonly signature: string | string[] | undefined; readonly body: string }[];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    received.push({ signature: request.headers['x-fs-signature'], body });
    response.end();
  });
});

beforeEach(async () => {
  received = [];
  sandbox = await startFastSpringSandbox({ checkouts: 'here' });
  sandbox.store.webhooks.set(`${await listenLocally(receiver)}/hook`, 'secret');
  const prices = { EUR: '100.00', USD: '109.00', GBP: '89.00' };
  addProduct(sandbox.store, { path: 'pro', name: 'Pro <plan>', sku: 'PRO', prices, interval: null });
});

afterEach(async () => {
  await sandbox.close();
  await new Promise((resolve) => receiver.close(resolve));
});

const made = z.object({ checkoutUrls: z.object({ webcheckoutUrl: z.string() }) });

async function makeCheckout(country: string): Promise<string> {
  const answer = await fetch(`${sandbox.url}/v2/checkouts/bluebird/web/sessions`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${sandbox.api.username}:${sandbox.api.password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      country,
      customer: { billToContact: { email: 'anna@acme.example', firstName: 'Anna', lastName: 'Schmidt' } },
      orderTags: { kommo_lead: 'signed' },
      cart: { lineItems: [{ productPath: 'pro', quantity: 2 }] },
    }),
  });
  return made.parse(await answer.json()).checkoutUrls.webcheckoutUrl;
}

const pay = (url: string, email: string): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ email }) });

test.each([
  ['DE', '€238.00'],
  ['GB', '£213.60'],
  ['US', '$218.00'],
  ['JP', '$218.00'],
])('a buyer in %s is asked for %s, tax included', async (country, total) => {
  const shown = await (await fetch(await makeCheckout(country))).text();
  expect(shown).toContain(`Pay ${total}`);
  expect(shown).toContain('Pro &lt;plan&gt;');
});

test('a payment sends the order, signed and with its tags, and closes the checkout', async () => {
  const url = await makeCheckout('DE');
  const paid = await pay(url, 'accounting@holding.example');
  expect(await paid.text()).toContain('Paid €238.00');
  const [delivery] = received;
  expect(delivery?.signature).toMatch(/^[\w+/]{43}=$/);
  const { events } = JSON.parse(delivery?.body ?? '');
  expect(events.at(-1)).toMatchObject({
    type: 'order.completed',
    data: { total: 238, tags: { kommo_lead: 'signed' }, customer: { email: 'accounting@holding.example' } },
  });
  expect(events.every(({ id }: { id: string }) => sandbox.store.processedEvents.has(id))).toBe(true);
  expect((await fetch(url)).status).toBe(404);
  expect((await pay(url, 'accounting@holding.example')).status).toBe(404);
  expect(received).toHaveLength(1);
});

test('without an address nothing is paid, and the page says why', async () => {
  const url = await makeCheckout('DE');
  const refused = await pay(url, 'nobody');
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('Enter an email address.');
  expect([received.length, sandbox.store.orders.size]).toEqual([0, 0]);
});

test('an order whose webhook nobody answers waits at FastSpring', async () => {
  const url = await makeCheckout('DE');
  for (const receiverUrl of [...sandbox.store.webhooks.keys()]) sandbox.store.webhooks.delete(receiverUrl);
  sandbox.store.webhooks.set('http://127.0.0.1:9/hook', 'secret');
  expect(await (await pay(url, 'anna@acme.example')).text()).toContain('nothing answered');
  expect(sandbox.store.processedEvents.size).toBe(0);
});

test('pages cost neither credentials nor the limit of the API', async () => {
  const url = await makeCheckout('DE');
  sandbox.forgetRequests();
  await fetch(url);
  expect(sandbox.requests).toHaveLength(0);
});
