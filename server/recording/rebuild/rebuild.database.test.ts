import { expect, test } from 'vitest';
import { createStore, customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import type { TestEvent } from '../../../testing/server/ledger/state-events.ts';
import { storeRecorded } from '../../../testing/server/ledger/store-recorded.ts';
import { readerVersion } from '../../fastspring/events/index.ts';
import { rebuildLedger } from './rebuild.ts';
import { reportRebuild } from './report.ts';

const story = customerHistory(createStore());
const events: readonly TestEvent[] = Object.values(story.events);

async function openRecorded() {
  const ledger = await openLedger();
  await ledger.record(...events.toReversed());
  const rebuild = (heal: boolean) =>
    rebuildLedger(ledger.database, { id: ledger.accountId, subdomain: 'acme' }, heal, () => undefined);
  return { ...ledger, rebuild };
}

test('the report names what differs, without any person’s name or address', async () => {
  const { prisma, accountId, rebuild } = await openRecorded();
  const { id: orderId } = story.firstOrder;
  await prisma.order.update({ where: { accountId_orderId: { accountId, orderId } }, data: { total: '1.5' } });
  await prisma.customer.updateMany({ data: { name: 'Somebody Else' } });
  await prisma.customer.create({ data: { accountId, identity: 'email:carla@acme.example' } });
  const report = reportRebuild(await rebuild(false), false);
  expect(report).toContain(`orders ${orderId}: total is "1.5", must be "238"`);
  expect(report).toContain('name differs');
  expect(report).toContain('customers email:(address): no event says this');
  expect(report).not.toMatch(/Somebody|carla|@/);
});

test('a fact that comes back keeps its lead and asks nothing of Kommo again', async () => {
  const { prisma, accountId, rebuild } = await openRecorded();
  const fact = await prisma.fact.findFirstOrThrow({ where: { orderId: story.firstOrder.id } });
  const effect = {
    accountId,
    factKey: fact.factKey,
    leadId: 7n,
    kind: 'note',
    content: {},
    occurredAt: fact.occurredAt,
  };
  await prisma.effect.create({ data: { ...effect, key: `${fact.factKey}|7|note`, state: 'done' } });
  await prisma.fact.deleteMany();
  await rebuild(true);
  const facts = await prisma.fact.findMany();
  expect(facts.filter(({ plannedAt }) => plannedAt === null)).toEqual([]);
  expect(facts.find(({ factKey }) => factKey === fact.factKey)).toMatchObject({ leadId: 7n });
  expect(await prisma.effect.count()).toBe(1);
});

test('a link of a customer that dissolves goes to the one who has the facts', async () => {
  const { prisma, accountId, rebuild } = await openRecorded();
  const customer = await prisma.customer.findFirstOrThrow();
  await prisma.customerLead.create({ data: { accountId, customerId: customer.id, leadId: 7, reason: 'hand' } });
  await prisma.customer.updateMany({ where: { id: customer.id }, data: { identity: 'account:of-another-life' } });
  await rebuild(true);
  const [link, ...more] = await prisma.customerLead.findMany();
  expect(more).toEqual([]);
  expect(await prisma.customer.findFirst({ where: { id: link?.customerId ?? '' } })).toMatchObject({
    identity: customer.identity,
    matchState: 'linked',
  });
});

test('rows stored at once for a test are those that recording leaves', async () => {
  const { database, accountId } = await openLedger();
  await storeRecorded(database, accountId, events.toReversed());
  const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: 'acme' }, false, () => undefined);
  expect(rebuilt).toMatchObject({ differences: [], events: events.length });
});

test('events that wait to be recorded are no difference', async () => {
  const { store, rebuild } = await openRecorded();
  await store({
    id: 'EV-new',
    type: 'order.completed',
    live: true,
    created: 1,
    data: { id: 'O-1', total: 5, currency: 'EUR' },
  });
  expect((await rebuild(false)).differences).toEqual([]);
});

test('what an earlier version recorded and this one cannot read is said', async () => {
  const { prisma, rebuild } = await openRecorded();
  const event = await prisma.event.findFirstOrThrow({ where: { type: 'order.completed' } });
  await prisma.event.updateMany({ where: { id: event.id }, data: { payload: '{' } });
  const rebuilt = await rebuild(false);
  expect(rebuilt.noLongerReadable).toEqual([event.id]);
  expect(reportRebuild(rebuilt, false)).toContain(
    `1 recorded events cannot be read by this version, the first is ${event.id}`,
  );
});

/** The cancellation, recorded by an earlier version under another key. */
async function openFormer() {
  const { prisma, accountId, rebuild } = await openRecorded();
  const canceled = await prisma.fact.findFirstOrThrow({ where: { type: 'subscription.canceled' } });
  const [today, former] = [canceled.factKey, canceled.factKey.replace(/:\d{13}$/, '')];
  expect(former).not.toBe(today);
  const plannedAt = new Date(1_763_640_000_000);
  const where = { accountId_factKey: { accountId, factKey: today } };
  await prisma.fact.update({ where, data: { factKey: former, plannedAt, leadId: 7n } });
  await prisma.event.updateMany({ data: { readerVersion: 2 } });
  await prisma.event.updateMany({ where: { type: canceled.type }, data: { factKeys: [former] } });
  const effect = (kind: string, factKey: string, content: object) => ({
    accountId,
    key: `${former}|7|${kind}`,
    factKey,
    leadId: 7n,
    kind,
    content,
    occurredAt: canceled.occurredAt,
    state: 'done',
  });
  const completion = { kind: 'complete_task', taskEffectKey: `${former}|7|task`, result: 'paid' };
  await prisma.effect.create({ data: effect('complete_task', 'order.completed:O-1', completion) });
  return { prisma, accountId, rebuild, today, former, plannedAt, where, effect, type: canceled.type };
}

test('facts under the keys of an earlier version get those of today, with what they asked of Kommo', async () => {
  const { prisma, rebuild, today, former, plannedAt, where, effect, type } = await openFormer();
  await prisma.effect.create({ data: effect('task', former, {}) });
  // Kommo is searched for it by its key.
  await prisma.effect.create({ data: { ...effect('note', former, {}), state: 'uncertain' } });
  await prisma.effect.create({ data: { ...effect('tags', former, {}), state: 'sending' } });

  await rebuild(true);
  expect((await rebuild(false)).differences).toEqual([]);
  expect(await prisma.fact.findUnique({ where })).toMatchObject({ plannedAt, leadId: 7n });
  expect(await prisma.fact.findFirst({ where: { factKey: former } })).toBeNull();
  expect(await prisma.effect.findMany({ orderBy: { kind: 'asc' } })).toMatchObject([
    { key: `${today}|7|complete_task`, factKey: 'order.completed:O-1', content: { taskEffectKey: `${today}|7|task` } },
    { key: `${former}|7|note`, factKey: today, state: 'uncertain' },
    { key: `${former}|7|tags`, factKey: today, state: 'sending' },
    { key: `${today}|7|task`, factKey: today },
  ]);
  const event = await prisma.event.findFirstOrThrow({ where: { type } });
  expect(event).toMatchObject({ factKeys: [today], readerVersion });
});

test('a task that may have been sent keeps its key, and its completion looks for it by that', async () => {
  const { prisma, rebuild, today, former, effect } = await openFormer();
  await prisma.effect.create({ data: { ...effect('task', former, {}), state: 'uncertain' } });
  await rebuild(true);
  expect(await prisma.effect.findMany({ orderBy: { kind: 'asc' } })).toMatchObject([
    { key: `${today}|7|complete_task`, content: { taskEffectKey: `${former}|7|task` } },
    { key: `${former}|7|task`, factKey: today },
  ]);
});
