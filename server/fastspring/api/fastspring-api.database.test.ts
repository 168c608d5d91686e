import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute, type StubAnswer } from '../../../testing/server/fastspring/api/stub-store.ts';

const payloads = process.env.FASTSPRING_PAYLOADS;
const published = (name: string): StubAnswer => ({
  body: readFileSync(join(payloads ?? '', `api.${name}.docs.json`), 'utf8'),
});
const buyer = { email: 'anna@acme.example' };
const items = [{ product: 'pro-plan', quantity: 1 }];

describe.skipIf(payloads === undefined)('FastSpring’s published answers are understood (FASTSPRING_PAYLOADS)', () => {
  test('accounts', async () => {
    const { api } = await startApiStack(
      byRoute({
        'GET /accounts?email=anna%40acme.example&limit=50&page=1': published('accounts.list'),
        'GET /accounts/aAB0cdefGHiJkL0m8n8OpQ': published('accounts.get'),
        'GET /accounts/rST2uv1wXy279zABCd_E2f': published('accounts.get'),
      }),
    );
    const accounts = await api.findAccounts({ email: 'anna@acme.example' });
    expect(accounts).toHaveLength(2);
    expect(accounts[0]?.email).toContain('@');
  });

  test('orders', async () => {
    const { api } = await startApiStack(byRoute({ 'GET /orders/O-1': published('orders.get') }));
    const [order] = await api.getOrders(['O-1']);
    expect(JSON.parse(order?.json ?? '')).toMatchObject({ order: order?.id, total: 10 });
    expect(await api.getOrders(['O-2'])).toEqual([]);
  });

  test('subscriptions', async () => {
    const { api } = await startApiStack(
      byRoute({
        'GET /subscriptions/S-1': published('subscriptions.get'),
        'GET /subscriptions/S-1/entries': published('subscriptions.entries'),
      }),
    );
    const subscription = await api.getSubscription('S-1');
    expect(JSON.parse(subscription.json)).toMatchObject({ subscription: subscription.id, state: 'trial' });
    const [order] = await api.listSubscriptionEntries('S-1');
    expect(JSON.parse(order?.json ?? '')).toMatchObject({ id: order?.id, total: 799.99 });
  });

  test('events', async () => {
    const { api } = await startApiStack(byRoute({ 'GET /events/unprocessed': published('events.unprocessed') }));
    const { events, more } = await api.listEvents('unprocessed', { days: 30 });
    expect(events).toMatchObject([{ type: 'account.updated', live: true }]);
    expect(more).toBe(false);
  });

  test('sessions, checkouts and quotes', async () => {
    const { api } = await startApiStack(
      byRoute({
        'POST /sessions': published('sessions-v1.create'),
        'POST /v2/checkouts/acme/web-shop/sessions': published('sessions-v2.create'),
        'POST /quotes': published('quotes.create'),
      }),
    );
    const session = await api.createSession({ buyer: { contact: buyer }, items });
    expect(session.expiresAt).toBeGreaterThan(0);
    const place = { storeId: 'acme', checkoutId: 'web-shop' };
    const checkout = await api.createCheckout(place, { live: false, locale: 'en', buyer, items });
    expect(checkout).toMatchObject({
      url: expect.stringMatching(/^https:/),
      ready: false,
      warnings: [expect.any(String)],
    });
    const address = { country: 'DE', postalCode: '10115' };
    const quote = await api.createQuote({ name: 'Pro plan', recipient: buyer, address, items });
    expect(quote).toMatchObject({ status: 'EXPIRED', url: expect.stringMatching(/^https:/) });
    expect(quote.expiresAt).toBeGreaterThan(0);
  });
});
