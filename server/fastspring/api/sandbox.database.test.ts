import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import {
  customerHistory,
  payCheckout,
  purchase,
  startFastSpringSandbox,
} from '../../../testing/sandbox/fastspring/index.ts';
import { connectStore, startFastspring } from '../../../testing/server/fastspring/api/api-stack.ts';
import { storedEvents } from '../../../testing/server/fastspring/stored-events.ts';
import { guardOf } from '../../../testing/server/personal-data/guard.ts';
import { lookUpCustomers } from '../../history/lookups/account-lookup.ts';
import { recordEvents } from '../../recording/record.ts';
import type { FastspringObject, Page } from './api.ts';
import { FastspringRateLimited } from './errors.ts';

const never = new AbortController().signal;

/** A whole FastSpring store with one customer's story in it, and our client of it. */
async function startSandbox(options: { password?: string; listElements?: 'ids' | 'objects' } = {}) {
  const sandbox = await startFastSpringSandbox(options);
  onTestFinished(sandbox.close);
  const story = customerHistory(sandbox.store);
  const database = await openTestDatabase();
  const accountId = await connectStore(database, sandbox.api.username, sandbox.api.password);
  const fastspring = startFastspring(database, sandbox);
  return {
    sandbox,
    story,
    database,
    accountId,
    fastspring,
    api: fastspring.forAccount(accountId, 'background', never),
  };
}

async function wholeList(list: (page: number) => Promise<Page<FastspringObject>>): Promise<FastspringObject[]> {
  const items: FastspringObject[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const found: Page<FastspringObject> = await list(page);
    items.push(...found.items);
    page = found.nextPage;
  }
  return items;
}

test('ids and objects in its lists make no difference', async () => {
  const { sandbox, story, api } = await startSandbox({ password: '' });
  const [product] = sandbox.store.products.values();
  if (product === undefined) throw new Error('no product');
  for (let order = 0; order < 60; order += 1) {
    purchase(sandbox.store, { customer: story.stranger, lines: [{ product, quantity: 1 }] });
  }
  const asIds = await wholeList((page) => api.listOrders({ scope: 'all' }, page));
  sandbox.api.listElements = 'objects';
  const asObjects = await wholeList((page) => api.listOrders({ scope: 'all' }, page));
  expect(asIds).toHaveLength(63);
  expect(asIds.map(({ id, json }) => [id, JSON.parse(json).total])).toEqual(
    asObjects.map(({ id, json }) => [id, JSON.parse(json).total]),
  );
  expect(await api.findAccounts({ email: story.customer.email })).toMatchObject([{ email: story.customer.email }]);
});

test('a subscription, its renewals and the catalogue', async () => {
  const { story, api } = await startSandbox();
  const { subscription, firstOrder, renewalOrder } = story;
  const listed = await wholeList((page) => api.listSubscriptions({ scope: 'all', accountId: story.customer.id }, page));
  expect(listed).toMatchObject([{ id: subscription.id }]);
  expect((await api.listSubscriptionEntries(subscription.id)).map(({ id }) => id)).toEqual([
    firstOrder.id,
    renewalOrder.id,
  ]);
  expect((await api.listProducts(1)).items).toMatchObject([
    { path: 'pro-plan-monthly', name: { en: 'Pro plan' }, sku: 'PRO-M', renewal: { interval: 'month', length: 1 } },
    { path: 'handbook', name: { en: 'Handbook' }, sku: 'BOOK-1', renewal: null },
  ]);
});

test('unprocessed events are read 25 at a time and marked', async () => {
  const { sandbox, api } = await startSandbox();
  const expected = new Set(sandbox.store.events.filter(({ created }) => isRecent(created)).map(({ id }) => id));
  const seen = new Set<string>();
  for (let more = true; more; ) {
    const page = await api.listEvents('unprocessed', { days: 29 });
    for (const { eventId } of page.events) {
      seen.add(eventId);
      await api.markEventProcessed(eventId);
    }
    more = page.more;
  }
  expect(seen).toEqual(expected);
  expect(await api.listEvents('unprocessed', { days: 29 })).toEqual({ events: [], more: false });

  function isRecent(created: number): boolean {
    return created >= sandbox.store.clock.now() - 29 * 86_400_000;
  }
});

test('checkouts and quotes for a lead come back with its tag', async () => {
  const { sandbox, story, api } = await startSandbox();
  const buyer = { email: story.customer.email };
  const items = [{ product: 'handbook', quantity: 2 }];
  const place = { storeId: 'bluebird', checkoutId: 'popup-default' };
  const checkout = await api.createCheckout(place, {
    live: true,
    locale: 'de',
    country: 'DE',
    buyer,
    items,
    tags: { lead: '7' },
  });
  expect(checkout).toMatchObject({ ready: true, warnings: [] });
  expect(payCheckout(sandbox.store, checkout.id, 'boss@acme.example').events.at(-1)?.data).toMatchObject({
    tags: { lead: '7' },
  });
  const session = await api.createSession({ buyer: { contact: { ...buyer, country: 'US' } }, items, expiration: 7 });
  expect(session.expiresAt).toBe(sandbox.store.sessions.get(session.id)?.expiresAt);
  const address = { country: 'DE', postalCode: '10115' };
  const recipient = { ...buyer, first: 'Anna', last: 'Schmidt' };
  const quote = await api.createQuote({ name: 'For Acme', recipient, address, items, tags: { lead: '7' } });
  expect(await api.getQuote(quote.id)).toEqual(quote);
  expect(quote.status).toBe('OPEN');
});

test.each([429, 404] as const)('its limit, answered with %i, is waited for', async (overLimitStatus) => {
  const { sandbox, story, api } = await startSandbox();
  sandbox.api.overLimitStatus = overLimitStatus;
  sandbox.limit.requests = 1;
  await api.getAccount(story.customer.id);
  await expect(api.getAccount(story.customer.id)).rejects.toThrow(FastspringRateLimited);
  expect(sandbox.callCount()).toBe(2);
});

test('a customer that webhooks name only by id gets the e-mail that FastSpring knows', async () => {
  const { story, database, accountId, fastspring } = await startSandbox();
  const { prisma } = database;
  const { id } = story.customer;
  const identity = `account:${id}`;
  await prisma.customer.create({ data: { accountId, identity, fastspringAccountId: id } });
  await lookUpCustomers({ database, fastspring, guard: guardOf(database), now: Date.now }, accountId, never);
  const events = await storedEvents(prisma);
  await prisma.$transaction((transaction) => recordEvents(transaction, accountId, events));
  expect(await prisma.customer.findMany()).toMatchObject([{ identity, email: story.customer.email }]);
});
