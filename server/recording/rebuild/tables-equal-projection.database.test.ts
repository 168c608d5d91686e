import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createStore, customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { addLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { stateEvents, type TestEvent } from '../../../testing/server/ledger/state-events.ts';
import { projectLedger } from '../../ledger/project-ledger.ts';
import { orderColumns, subscriptionColumns } from '../columns.ts';
import { rebuildLedger } from './rebuild.ts';

const story = customerHistory(createStore());
const events: readonly TestEvent[] = Object.values(story.events);

/** As JSON, amounts without the zeros that Prisma's decimals do not keep. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, each) =>
    typeof each === 'string' && /^-?\d+\.\d*0+$/.test(each) ? String(Number(each)) : each,
  );

test('recorded one by one, backwards and twice, the tables equal the projection', async () => {
  const { prisma, record } = await addLedger(await openTestDatabase());
  const arrived = [...events.toReversed(), ...events.map((event, index) => ({ ...event, id: `again-${index}` }))];
  await record(...arrived);
  const ledger = projectLedger(stateEvents(arrived));

  const identities = new Map((await prisma.customer.findMany()).map(({ id, identity }) => [id, identity]));
  const owned = <Row extends { customerId: string | null }>({ customerId, ...row }: Row) =>
    plain({ ...row, identity: identities.get(customerId ?? '') });
  const orders = await prisma.order.findMany({ omit: { accountId: true } });
  expect(new Map(orders.map(({ orderId, ...row }) => [orderId, owned(row)]))).toEqual(
    new Map([...ledger.orders].map(([id, order]) => [id, plain({ ...orderColumns(order), identity: order.identity })])),
  );
  const subscriptions = await prisma.subscription.findMany({ omit: { accountId: true } });
  expect(new Map(subscriptions.map(({ subscriptionId, ...row }) => [subscriptionId, owned(row)]))).toEqual(
    new Map(
      [...ledger.subscriptions].map(([id, each]) => [
        id,
        plain({ ...subscriptionColumns(each), identity: each.identity }),
      ]),
    ),
  );
  expect((await prisma.refund.findMany()).map(({ refundKey }) => refundKey)).toEqual([...ledger.refunds.keys()]);
  expect((await prisma.fact.findMany()).map(({ factKey }) => factKey).sort()).toEqual([...ledger.facts.keys()].sort());
  expect([...identities.values()].sort()).toEqual([...ledger.customers.keys()].sort());
});

test('damaged rows are named and repaired to their former state', async () => {
  const database = await openTestDatabase();
  const { prisma, accountId, record } = await addLedger(database);
  await record(...events.toReversed());
  const rebuild = (heal: boolean) =>
    rebuildLedger(database, { id: accountId, subdomain: 'acme' }, heal, () => undefined);
  const healthy = await rebuild(false);
  expect(healthy.differences).toEqual([]);
  expect(healthy.events).toBe(events.length);
  const tables = () =>
    Promise.all([
      prisma.order.findMany({ orderBy: { orderId: 'asc' } }),
      prisma.subscription.findMany({ orderBy: { subscriptionId: 'asc' } }),
      prisma.refund.findMany({ orderBy: { refundKey: 'asc' } }),
      prisma.fact.findMany({ orderBy: { factKey: 'asc' }, omit: { plannedAt: true } }),
      prisma.customer.findMany({ orderBy: { identity: 'asc' }, omit: { createdAt: true } }),
    ]);
  const before = await tables();

  const { id: orderId } = story.firstOrder;
  await prisma.order.update({
    where: { accountId_orderId: { accountId, orderId } },
    data: { total: '1.5', currency: 'USD' },
  });
  await prisma.refund.deleteMany();
  await prisma.customer.updateMany({ data: { name: 'Somebody Else' } });
  await prisma.subscription.updateMany({ data: { customerId: null } });
  const [refund] = before[2];
  await prisma.fact.delete({ where: { accountId_factKey: { accountId, factKey: refund?.refundKey ?? '' } } });

  const damaged = await rebuild(false);
  const named = new Set(damaged.differences.map(({ table, kind }) => `${table} ${kind}`));
  expect(named).toEqual(
    new Set(['orders changed', 'refunds missing', 'customers changed', 'subscriptions changed', 'facts missing']),
  );
  expect(await prisma.refund.count(), 'nothing is written without being asked').toBe(0);

  expect((await rebuild(true)).differences).toEqual(damaged.differences);
  expect((await rebuild(false)).differences).toEqual([]);
  expect(await tables()).toEqual(before);
});
