import { expect, test } from 'vitest';
import { z } from 'zod';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { bigLeadId, recordBigCustomer } from '../../../testing/server/api/big-customer.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { totalsOf } from '../../ledger/lead-status.ts';
import { add } from '../../ledger/money.ts';
import { paymentsOf } from '../../ledger/stored-payments.ts';
import { answerAtMost } from './begin-lists.ts';
import { paymentsRoutes } from './payments-route.ts';
import type { CardView } from './payments-view.ts';

const en = { 'accept-language': 'en' };

/** Two customers on a lead with 5,000 orders, a hundred at each moment, 9,000 facts and 30 subscriptions. */
async function setScene() {
  const { prisma, database, kommo, accountId } = await startKommoStack();
  await recordBigCustomer(database, accountId, { orders: 25, subscriptions: 12 });
  await recordBigCustomer(database, accountId, { orders: 25, subscriptions: 18, email: 'second@acme.example' });
  const copy = (table: string, keys: string, times: number) =>
    database.query(`INSERT INTO "${table}" SELECT c.* FROM "${table}" t, generate_series(2, ${times}) n,
      jsonb_populate_record(t, jsonb_build_object('order_id', t."order_id" || '-' || n ${keys})) c
      WHERE t."order_id" IS NOT NULL`);
  await copy('orders', '', 100);
  await copy('refunds', `, 'refund_key', t."refund_key" || '-' || n`, 60);
  await copy('facts', `, 'fact_key', t."fact_key" || '-' || n`, 4);
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(paymentsRoutes);
  const url = `/api/v1/leads/${bigLeadId}/payments`;
  const ask = async (path = '') => app.inject({ url: `${url}${path}`, headers: en });
  const read = async (): Promise<CardView> => (await ask()).json();
  return { prisma, accountId, app, url, ask, read };
}

type Ask = Awaited<ReturnType<typeof setScene>>['ask'];

const olderSchema = z.object({ count: z.number().nullable(), cursor: z.string() }).nullable();
const pageSchema = z.object({ items: z.array(z.unknown()).min(1).max(100), older: olderSchema });
const lists = { orders: 'olderOrders', subscriptions: 'olderSubscriptions', history: 'olderHistory' } as const;

/** What a reader sees of a list who shows older entries to the end, and how many were said to follow each page. */
async function readOn(ask: Ask, view: CardView, list: keyof typeof lists) {
  const items: unknown[] = [...view[list]];
  const counts: (number | null)[] = [];
  for (let older = view[lists[list]]; older !== null; ) {
    counts.push(older.count === null ? null : older.count + items.length);
    const answer = await ask(`/${list}?cursor=${encodeURIComponent(older.cursor)}`);
    expect(answer.statusCode).toBe(200);
    const page = pageSchema.parse(answer.json());
    items.push(...page.items);
    older = page.older;
  }
  return { items, counts };
}

const idsOf = (items: readonly unknown[]) =>
  z
    .array(z.object({ id: z.string() }))
    .parse(items)
    .map(({ id }) => id);

test('a card of 5,000 orders begins with the newest hundred, and has the sums of all', async () => {
  const { prisma, accountId, ask, read } = await setScene();
  const answer = await ask();
  expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(answerAtMost);
  const view = await read();
  expect([view.orders.length, view.olderOrders?.count]).toEqual([100, 4_900]);

  const rows = await prisma.order.findMany({ where: { accountId } });
  const refunds = await prisma.refund.findMany({ where: { accountId } });
  const [total] = totalsOf(paymentsOf({ orders: rows, refunds, subscriptions: [] }));
  const [shown] = view.totals;
  expect(view.totals).toHaveLength(1);
  expect([shown?.paid, shown?.refunded, shown?.net].map((amount) => add(amount ?? ''))).toEqual(
    [total?.paid, total?.refunded, total?.net].map((amount) => add(amount ?? '')),
  );

  const { items, counts } = await readOn(ask, view, 'orders');
  expect(new Set(counts)).toEqual(new Set([5_000]));
  expect(idsOf(items)).toEqual(
    (await prisma.order.findMany({ where: { accountId }, orderBy: [{ occurredAt: 'desc' }, { orderId: 'asc' }] })).map(
      ({ orderId }) => orderId,
    ),
  );
  const subscriptions = await readOn(ask, view, 'subscriptions');
  expect(new Set(idsOf(subscriptions.items)).size).toBe(30);
  expect([subscriptions.items.length, subscriptions.counts]).toEqual([30, [30]]);
});

test('the history can be read to its end, each entry once', async () => {
  const { prisma, accountId, ask, read } = await setScene();
  // The links lie between the facts, and at the moment of one of them.
  const facts = await prisma.fact.findMany({
    where: { accountId, NOT: { data: { path: ['kind'], equals: 'snapshot' } } },
    orderBy: { occurredAt: 'desc' },
  });
  const since = facts[Math.floor(facts.length / 2)]?.occurredAt ?? new Date();
  await prisma.customerLead.updateMany({ where: { accountId }, data: { since } });
  const { items } = await readOn(ask, await read(), 'history');
  const entries = z.array(z.object({ at: z.string(), type: z.string() })).parse(items);
  expect(entries).toEqual(entries.toSorted((one, other) => other.at.localeCompare(one.at)));
  expect(entries.filter(({ type }) => type !== 'link.created')).toHaveLength(facts.length);
  expect(entries.filter(({ type }) => type === 'link.created')).toHaveLength(2);
});

test('what is added meanwhile moves no page', async () => {
  const { prisma, accountId, ask, read } = await setScene();
  const { olderOrders } = await read();
  const path = `/orders?cursor=${encodeURIComponent(olderOrders?.cursor ?? '')}`;
  const before = await ask(path);
  const { customerId } = await prisma.order.findFirstOrThrow({ where: { accountId } });
  await prisma.order.create({
    data: {
      ...{ accountId, customerId, orderId: 'newest', state: 'completed', kind: 'purchase', live: true },
      ...{ occurredAt: new Date(), currency: 'EUR', total: 1, tax: 0, discount: 0, items: [] },
    },
  });
  expect((await ask(path)).json()).toEqual(before.json());
  expect((await read()).olderOrders?.count).toBe(4_901);
});

test('the open card’s contacts show their older orders too, and only to who names them', async () => {
  const { prisma, accountId, app, url } = await setScene();
  await prisma.customerLead.deleteMany({ where: { accountId } });
  const payload = { contacts: [{ id: 1, emails: ['Big@acme.example'] }] };
  const view: CardView = (await app.inject({ method: 'POST', url, headers: en, payload })).json();
  expect([view.orders.length, view.olderOrders?.count]).toEqual([100, 2_400]);
  const older = `${url}/orders?cursor=${encodeURIComponent(view.olderOrders?.cursor ?? '')}`;
  const page = (await app.inject({ method: 'POST', url: older, headers: en, payload })).json();
  expect([page.items.length, page.older.count]).toEqual([100, 2_300]);
  expect((await app.inject({ url: older, headers: en })).json()).toEqual({ items: [], older: null });
});

test('a list or a cursor that is none is refused', async () => {
  const { ask } = await setScene();
  const answers = await Promise.all(['/orders?cursor=x', '/orders', '/refunds?cursor=1_a'].map(ask));
  expect(answers.map(({ statusCode, json }) => [statusCode, json().code])).toEqual([
    [400, 'request_invalid'],
    [400, 'request_invalid'],
    [404, 'lead_unknown'],
  ]);
});
