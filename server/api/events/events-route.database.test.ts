import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import { storeFact } from '../../../testing/server/api/stored-facts.ts';
import { customer, orderFact, proPlan, refundFact } from '../../../testing/server/rules/facts.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

const ben = { ...customer, email: 'ben@birch.example', name: 'Ben Ortiz' };
const paid = orderFact();
const refunded = refundFact({ customer: ben });

async function storeEffect(prisma: PrismaClient, accountId: string, factKey: string, change: object = {}) {
  const content = { kind: 'note', text: 'Order paid' };
  await prisma.effect.create({
    data: {
      accountId,
      factKey,
      key: `${factKey}|7|note`,
      leadId: 7,
      kind: 'note',
      content,
      occurredAt: new Date(),
      ...change,
    },
  });
}

test('an event is listed with its customer, what it says and what it did, newest first', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await storeFact(prisma, accountId, { fact: paid, leadId: 7 });
  await storeFact(prisma, accountId, { fact: refunded });
  await storeEffect(prisma, accountId, paid.key, { state: 'failed', attempts: 2, lastError: 'Lead not found' });
  const { status, body } = await call('GET', '/api/v1/events', {
    headers: { 'accept-language': 'es-MX,en' },
  });
  expect(status).toBe(200);
  expect(body.nextCursor).toBeNull();
  expect(body.events).toMatchObject([
    { type: 'return.created', customer: { email: 'ben@birch.example' }, effects: [] },
    {
      type: 'order.completed',
      status: 'recorded',
      customer: { email: 'anna@acme.example', name: 'Anna Schmidt' },
      effects: [
        {
          id: expect.any(String),
          leadId: 7,
          content: { kind: 'note', text: 'Order paid' },
          status: 'failed',
          lastError: 'Lead not found',
        },
      ],
    },
  ]);
  expect(body.events[1].text).toMatch(/238,00\s€/);
});

test('a partial refund names its product as the order does, not by its path', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const item = { ...proPlan, productPath: 'pro-plan-monthly', sku: null };
  await prisma.order.create({
    data: {
      ...{ accountId, orderId: 'order-1', reference: null, state: 'completed', kind: 'purchase' },
      ...{ occurredAt: new Date(), currency: 'EUR', total: '238', tax: '38', discount: '0', live: true },
      items: [item],
    },
  });
  const items = [{ ...item, product: 'pro-plan-monthly', quantity: 0 }];
  await storeFact(prisma, accountId, { fact: refundFact({ items }) });
  const { body } = await call('GET', '/api/v1/events');
  expect(body.events[0].text).toMatch(/· Pro plan$/);
});

test('an event that was sent again claims nothing of what its first delivery did', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await storeFact(prisma, accountId, { fact: paid, leadId: 7 });
  await storeEffect(prisma, accountId, paid.key, { state: 'failed' });
  const again = {
    eventId: 'again',
    type: paid.type,
    state: 'recorded',
    payload: '{}',
    factKeys: [paid.key],
    isRepeat: true,
  };
  await prisma.event.create({ data: { accountId, ...again } });
  const { body } = await call('GET', '/api/v1/events');
  expect(body.events).toMatchObject([
    { eventId: 'again', repeated: true, effects: [], customer: { email: 'anna@acme.example' } },
    { repeated: false, effects: [{ leadId: 7, status: 'failed' }] },
  ]);
  expect((await call('GET', '/api/v1/events?status=failed')).body.events).toMatchObject([{ repeated: false }]);
});

test('the log is found by state, type and a part of the e-mail address', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await storeFact(prisma, accountId, { fact: paid });
  await storeFact(prisma, accountId, { fact: refunded });
  await storeFact(prisma, accountId, { fact: orderFact({ key: 'order.completed:2', customer: ben }), state: 'failed' });
  await storeEffect(prisma, accountId, paid.key, { state: 'failed' });
  const typesOf = async (query: string) =>
    (await call('GET', `/api/v1/events?${query}`)).body.events.map(({ type }: { type: string }) => type);
  expect(await typesOf('type=return.created')).toEqual(['return.created']);
  expect(await typesOf('email=BIRCH')).toEqual(['order.completed', 'return.created']);
  expect(await typesOf('email=birch&type=order.completed')).toEqual(['order.completed']);
  expect(await typesOf('email=nobody')).toEqual([]);
  expect(await typesOf('status=failed')).toEqual(['order.completed', 'order.completed']);
  expect(await typesOf('email=birch%00&type=a%00')).toEqual([]);
  expect((await call('GET', '/api/v1/events?status=lost')).status).toBe(400);
});

test('the log goes on where a page ended', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await prisma.event.createMany({
    data: Array.from({ length: 51 }, (_, index) => ({
      accountId,
      eventId: `E${index}`,
      type: 'order.completed',
      payload: '{}',
    })),
  });
  const first = (await call('GET', '/api/v1/events')).body;
  const second = (await call('GET', `/api/v1/events?cursor=${first.nextCursor}`)).body;
  expect([first.events.length, second.events.length, second.nextCursor]).toEqual([50, 1, null]);
});

test('an account sees its own events alone', async () => {
  const { call, prisma } = await startSettingsServer();
  const other = await prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  await storeFact(prisma, other.id, { fact: paid });
  expect((await call('GET', '/api/v1/events')).body.events).toEqual([]);
});

test('what failed is tried again, one or all, and not by a seller', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const id = await storeFact(prisma, accountId, { fact: paid });
  await storeFact(prisma, accountId, { fact: refunded, state: 'failed' });
  await storeEffect(prisma, accountId, paid.key, { state: 'failed' });
  expect((await call('POST', `/api/v1/events/${id}/replay`, { as: 'seller' })).status).toBe(403);
  expect((await call('POST', '/api/v1/events/999999/replay')).status).toBe(404);
  expect((await call('POST', `/api/v1/events/${id}/replay`)).status).toBe(202);
  expect(await prisma.effect.findMany({ select: { state: true } })).toEqual([{ state: 'open' }]);

  expect((await call('POST', '/api/v1/events/replay-failed', { as: 'seller' })).status).toBe(403);
  const json = { 'content-type': 'application/json' };
  const all = await call('POST', '/api/v1/events/replay-failed', { headers: json });
  expect(all).toMatchObject({ status: 202, body: { replayed: 1, more: false } });
  expect(await prisma.event.count({ where: { state: 'failed' } })).toBe(0);
});

test('one effect is retried alone, once it has failed, and only by its account’s administrator', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await storeFact(prisma, accountId, { fact: paid });
  for (const kind of ['note', 'task']) {
    await storeEffect(prisma, accountId, paid.key, { kind, key: kind, state: 'failed', lastError: 'Not today' });
  }
  await storeEffect(prisma, await addOtherAccount(prisma), paid.key, { key: 'theirs', state: 'failed' });
  const idOf = async (key: string) => (await prisma.effect.findFirstOrThrow({ where: { key } })).id;
  const retry = async (id: string, as?: 'seller') =>
    call('POST', `/api/v1/effects/${id}/retry`, as === undefined ? {} : { as });
  const note = await idOf('note');
  expect((await retry(note, 'seller')).status).toBe(403);
  for (const unknown of [await idOf('theirs'), crypto.randomUUID(), 'note']) {
    expect((await retry(unknown)).status).toBe(404);
  }
  expect(await retry(note)).toMatchObject({ status: 202, body: { id: note } });
  expect(await retry(note)).toMatchObject({ status: 409, body: { code: 'effect_not_failed' } });
  expect(await prisma.effect.findMany({ orderBy: { key: 'asc' } })).toMatchObject([
    { key: 'note', state: 'open', lastError: null },
    { key: 'task', state: 'failed', lastError: 'Not today' },
    { key: 'theirs', state: 'failed' },
  ]);
  expect(await prisma.auditEntry.findMany()).toMatchObject([
    { action: 'effect_retried', subject: note, after: { leadId: 7, kind: 'note' } },
  ]);
});
