import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { engines, useEngines } from '../../../testing/postgres/engines.ts';
import { createStore, customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { batch, event as incoming, startWebhookServer } from '../../../testing/server/fastspring/webhook-server.ts';
import { addLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { stateEvents, type TestEvent } from '../../../testing/server/ledger/state-events.ts';
import { guardOf } from '../../../testing/server/personal-data/guard.ts';
import { slotLimits } from '../../fastspring/limits.ts';
import { lookUpCustomers } from '../../history/lookups/account-lookup.ts';
import { readMissingEmails } from '../../history/lookups/missing-emails.ts';
import { laterSteps } from '../../later-steps.ts';
import { projectLedger } from '../../ledger/project-ledger.ts';
import { createSlots } from '../../outward/slots.ts';
import { orderColumns, subscriptionColumns } from '../../recording/columns.ts';
import { rebuildLedger } from '../../recording/rebuild/rebuild.ts';
import { recordEvents } from '../../recording/record.ts';
import { putBackForNewerReader } from '../../sync/record/put-back-events.ts';
import { findAccountsWithWork } from '../../sync/sweep.ts';
import { Prisma } from './generated/client.ts';

const story = customerHistory(createStore());
const events: readonly TestEvent[] = Object.values(story.events);

/** As JSON, amounts without the zeros that Prisma's decimals do not keep. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, each) =>
    typeof each === 'string' && /^-?\d+\.\d*0+$/.test(each) ? String(Number(each)) : each,
  );

const readAt = Date.UTC(2026, 10, 20, 14);
const anna =
  '{"id":"A-1","account":"A-1","action":"account.get","contact":{"first":"Anna","email":"anna@acme.example"},"address":{"postalCode":10115.0},"country":"DE","url":"https://acme.example/account","charges":[{"total":12.30}],"orders":["O-1"],"result":"success"}';
const readable = z.object({ findFirst: z.custom<() => Promise<unknown>>((value) => typeof value === 'function') });

const openEngine = useEngines();

describe.each(engines)('on %s', (engine) => {
  test('the migrated tables have every column of schema.prisma', async () => {
    const { prisma } = await openEngine(engine);
    for (const model of Object.values(Prisma.ModelName)) {
      const table: unknown = Reflect.get(prisma, `${model[0]?.toLowerCase()}${model.slice(1)}`);
      await expect(readable.parse(table).findFirst(), model).resolves.toBeNull();
    }
  });

  test('every event of a batch is stored with its exact text before the answer, and the account is woken', async () => {
    const { deliver, stored, account, woken } = await startWebhookServer(await openEngine(engine));
    const first =
      '{"id":"EV1","type":"order.completed","live":true,"created":1763640000000,"data":{"total":4E+1,"tax":0.10}}';
    const second =
      '{ "id" : "EV2", "type":"a.type.of.tomorrow","data":{"text":"brackets ]} and \\"quotes\\", \\u0000"} }';
    const answer = await deliver(`{"note":{"events":[1]},"events":[ ${first} ,\n${second}]}`);
    expect(answer.status).toBe(200);
    expect(await stored()).toMatchObject([
      { accountId: account.id, eventId: 'EV1', type: 'order.completed', live: true, payload: first, state: 'received' },
      { eventId: 'EV2', type: 'a.type.of.tomorrow', live: null, createdAt: null, payload: second },
    ]);
    expect(woken).toEqual([account.id]);
  });

  test('storing twice is storing once', async () => {
    const { deliver, stored } = await startWebhookServer(await openEngine(engine));
    await deliver(batch(incoming('EV1'), incoming('EV1')));
    await deliver(batch(incoming('EV1', 'order.completed', { total: 99 }), incoming('EV2')));
    expect((await stored()).map((row) => [row.eventId, row.payload.includes('99')])).toEqual([
      ['EV1', false],
      ['EV2', false],
    ]);
  });

  test('FastSpring: slots are counted over all accounts, freed a minute after the answer, and swept', async () => {
    const { prisma } = await openEngine(engine);
    const slots = createSlots(prisma, slotLimits);
    const age = (id: bigint, seconds: number) =>
      prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = counts_to - ${seconds} * interval '1 second' WHERE id = ${id}`;
    const claims = await Promise.all([slots.claim(2), slots.claim(2), slots.claim(2)]);
    const [first = 0n, second = 0n] = claims.flatMap((claim) => (claim.granted ? [claim.slotId] : []));
    expect(claims.filter(({ granted }) => granted)).toHaveLength(2);
    // No answer has arrived yet: the earliest moment at which a slot can be free is a minute away.
    expect(await slots.claim(2)).toEqual({ granted: false, wait: expect.closeTo(60_000, -4) });
    await slots.release(first);
    await age(first, 50);
    const soon = expect.toSatisfy((wait) => wait <= 10_000);
    expect(await slots.claim(2)).toEqual({ granted: false, wait: soon });
    await age(first, 10);
    expect(await slots.claim(2)).toMatchObject({ granted: true });
    await age(second, 36);
    expect(await slots.claim(2)).toMatchObject({ granted: false });
    await age(first, 120);
    await slots.claim(2);
    expect(await prisma.outgoingRequest.count({ where: { id: first } })).toBe(0);
  });

  test('FastSpring: a 429 holds back all accounts for the requested time, and takes no slot', async () => {
    const { prisma } = await openEngine(engine);
    const slots = createSlots(prisma, slotLimits);
    await slots.block(120_000);
    await slots.block(30_000);
    expect(await slots.claim(250)).toEqual({ granted: false, pause: expect.closeTo(120_000, -4) });
    await prisma.$executeRaw`UPDATE outgoing_requests SET blocks_to = now()`;
    expect(await slots.claim(1)).toMatchObject({ granted: true });
  });

  test('an e-mail missing from all events is read from FastSpring and stored as an event', async () => {
    const database = await openEngine(engine);
    const { prisma } = database;
    const { store, fastspring, accountId } = await startApiStack(
      byRoute({ 'GET /accounts/A-1': { body: anna } }),
      database,
    );
    const signal = new AbortController().signal;
    const run = () =>
      lookUpCustomers({ database, fastspring, guard: guardOf(database), now: () => readAt }, accountId, signal);
    const customer = (id: string) => ({ accountId, identity: `account:${id}`, fastspringAccountId: id });
    await prisma.customer.createMany({
      data: [
        customer('A-1'),
        { ...customer('A-2'), email: 'bert@acme.example' },
        { ...customer('A-3'), matchState: 'erased' },
      ],
    });
    expect(await run()).toEqual({ stored: 1 });

    const [event] = await prisma.event.findMany();
    expect(event).toMatchObject({ source: 'api', type: 'account.updated', live: null, state: 'received' });
    expect(event?.createdAt).toEqual(new Date(readAt));
    expect(event?.eventId).toMatch(/^api-account-A-1-[\w-]{22}$/);
    expect(event?.payload).toBe(
      `{"id":"${event?.eventId}","type":"account.updated","created":${readAt},"data":{"id":"A-1","account":"A-1","contact":{"first":"Anna","email":"anna@acme.example"},"address":{"postalCode":10115.0},"country":"DE","url":"https://acme.example/account"}}`,
    );
    // Until the event is recorded the customer has no e-mail, but it is not requested again.
    expect(await run()).toEqual({ stored: 0 });
    expect(store.requests.map(({ url }) => url)).toEqual(['/accounts/A-1']);

    if (event === undefined) throw new Error('no event');
    await prisma.$transaction((transaction) => recordEvents(transaction, event.accountId, [event]));
    expect(await prisma.event.findUnique({ where: { id: event.id } })).toMatchObject({ state: 'recorded' });
    expect(await prisma.customer.findFirst({ where: { fastspringAccountId: 'A-1' } })).toMatchObject({
      email: 'anna@acme.example',
      name: 'Anna',
    });
    expect(await readMissingEmails(prisma, accountId)).toBeNull();
  });

  test('recorded one by one, backwards and twice, the tables equal the projection', async () => {
    const { prisma, record } = await addLedger(await openEngine(engine));
    const arrived = [...events.toReversed(), ...events.map((event, index) => ({ ...event, id: `again-${index}` }))];
    await record(...arrived);
    const ledger = projectLedger(stateEvents(arrived));

    const identities = new Map((await prisma.customer.findMany()).map(({ id, identity }) => [id, identity]));
    const owned = <Row extends { customerId: string | null }>({ customerId, ...row }: Row) =>
      plain({ ...row, identity: identities.get(customerId ?? '') });
    const orders = await prisma.order.findMany({ omit: { accountId: true } });
    expect(new Map(orders.map(({ orderId, ...row }) => [orderId, owned(row)]))).toEqual(
      new Map(
        [...ledger.orders].map(([id, order]) => [id, plain({ ...orderColumns(order), identity: order.identity })]),
      ),
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
    expect((await prisma.fact.findMany()).map(({ factKey }) => factKey).sort()).toEqual(
      [...ledger.facts.keys()].sort(),
    );
    expect([...identities.values()].sort()).toEqual([...ledger.customers.keys()].sort());
  });

  test('damaged rows are named and repaired to their former state', async () => {
    const database = await openEngine(engine);
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

  test('events that an earlier version did not understand are read again automatically', async () => {
    const database = await openEngine(engine);
    const { prisma, accountId, record } = await addLedger(database);
    const order = { type: 'order.completed', live: true, created: 1_763_640_000_000 };
    const data = { id: 'O-1', total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } };
    await record(
      { ...order, id: 'EV1', type: 'order.of.tomorrow', data },
      { ...order, id: 'EV2', data: { id: 'O-2' } },
    );
    const states = () => prisma.event.findMany({ orderBy: { id: 'asc' }, select: { state: true, attempts: true } });
    const asKept = await states();
    expect(asKept.map(({ state }) => state)).toEqual(['unknown', 'unreadable']);

    const { readerVersion } = await prisma.event.findFirstOrThrow();
    const version = readerVersion ?? 0;
    await putBackForNewerReader(database, version);
    expect(await states(), 'this version has read them').toEqual(asKept);

    // A later version: it knows the type of the first event, but still cannot read the second.
    await prisma.event.updateMany({ where: { eventId: 'EV1' }, data: { type: 'order.completed' } });
    await putBackForNewerReader(database, version + 1);
    expect(await findAccountsWithWork(database, laterSteps)).toEqual([accountId]);
    await record();
    expect((await states()).map(({ state }) => state)).toEqual(['recorded', 'unreadable']);
    expect(await prisma.order.findMany()).toMatchObject([{ orderId: 'O-1', currency: 'EUR' }]);
  });
});
