import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { leadGone } from '../delivery/leads/gone-leads.ts';
import type { Prisma, PrismaClient } from '../platform/database/generated/client.ts';
import { createServer } from '../platform/http/create-server.ts';
import { metricsRoutes } from './metrics.ts';
import { createAllHealth } from './read-all-health.ts';
import { readHealth } from './read-health.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.now();
const ago = (ms: number) => new Date(now - ms);

async function setScene() {
  const database = await openTestDatabase();
  const { prisma } = database;
  const add = async (subdomain: string, state = 'connected') => {
    const { id } = await prisma.account.create({ data: { subdomain, webhookKey: subdomain, state } });
    return id;
  };
  const entriesOf = async (accountId: string) => {
    const entries = await readHealth(database, now, accountId);
    const readAll = createAllHealth(database);
    // Anew, and where it remembers what it read before.
    for (const read of [readAll, readAll]) {
      const all = await read(now);
      expect(all.find((each) => each.accountId === accountId)?.entries ?? []).toEqual(entries);
    }
    return entries;
  };
  return { database, prisma, add, entriesOf };
}

/** One event per interval (ms), starting that long ago, the last one `lastAgo`. */
async function addEvents(prisma: PrismaClient, accountId: string, change: Events): Promise<void> {
  const { from, every, lastAgo, live = true, source = 'webhook', state = 'recorded' } = change;
  const count = Math.floor((from - lastAgo) / every) + 1;
  await prisma.event.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      accountId,
      eventId: `${source} ${live} ${lastAgo + index * every}`,
      type: 'order.completed',
      payload: '{}',
      live,
      source,
      state,
      receivedAt: ago(lastAgo + index * every),
    })),
  });
}

interface Events {
  readonly from: number;
  readonly every: number;
  readonly lastAgo: number;
  readonly live?: boolean;
  readonly source?: string;
  readonly state?: string;
}

let effects = 0;
function addEffect(prisma: PrismaClient, accountId: string, data: Partial<Prisma.EffectUncheckedCreateInput>) {
  effects += 1;
  const key = `effect ${effects}`;
  const nothing = { key, factKey: key, leadId: 7, kind: 'note', content: {}, occurredAt: ago(day) };
  return prisma.effect.create({ data: { ...nothing, accountId, ...data } });
}

test('a silence is measured by live webhooks alone, over the 30 days up to the last one', async () => {
  const { prisma, add, entriesOf } = await setScene();
  const [silent, lively] = [await add('silent'), await add('lively')];
  const [testing, recent] = [await add('testing'), await add('recent')];
  // A gap of weeks, too long ago to count.
  await addEvents(prisma, silent, { from: 60 * day, every: day, lastAgo: 60 * day });
  await addEvents(prisma, silent, { from: 35 * day, every: 6 * hour, lastAgo: 30 * hour });
  const lately = { from: 5 * hour, every: hour, lastAgo: hour };
  await addEvents(prisma, silent, { ...lately, live: false });
  await addEvents(prisma, silent, { ...lately, source: 'reconciliation' });
  expect(await entriesOf(silent)).toEqual([
    { code: 'webhook_silence', since: ago(30 * hour).toISOString(), figures: { silentHours: 30, usualHours: 6 } },
  ]);
  await addEvents(prisma, lively, { from: 30 * day, every: 6 * hour, lastAgo: hour });
  expect(await entriesOf(lively)).toEqual([]);
  await addEvents(prisma, testing, { from: 60 * day, every: 6 * hour, lastAgo: 20 * day, live: false });
  expect(await entriesOf(testing)).toEqual([]);
  await addEvents(prisma, recent, { from: 10 * day, every: hour, lastAgo: 3 * day });
  expect(await entriesOf(recent)).toEqual([]);
});

test('a silence is noticed when it begins, by whoever has looked at the account before', async () => {
  const { database, prisma, add } = await setScene();
  const queries: string[] = [];
  const query: typeof database.query = (sql, values) => {
    queries.push(sql);
    return database.query(sql, values);
  };
  const readAll = createAllHealth({ query });
  const silentAt = async (hours: number) => (await readAll(now + hours * hour)).map(({ accountId }) => accountId);
  const [acme, birch] = [await add('acme'), await add('birch')];
  await addEvents(prisma, acme, { from: 35 * day, every: 6 * hour, lastAgo: 10 * hour });
  await addEvents(prisma, birch, { from: 35 * day, every: 40 * hour, lastAgo: 35 * hour });
  expect(await silentAt(0)).toEqual([]);
  queries.length = 0;
  expect(await silentAt(0.1)).toEqual([]);
  expect(queries.filter((sql) => sql.includes('webhook'))).toEqual([]);
  // Added after the look, as by a connection.
  const cedar = await add('cedar');
  await addEvents(prisma, cedar, { from: 35 * day, every: 6 * hour, lastAgo: 2 * hour });
  expect(await silentAt(13.9)).toEqual([]);
  expect(await silentAt(14.1)).toEqual([acme]);
  await addEvents(prisma, acme, { from: -15 * hour, every: hour, lastAgo: -15 * hour });
  expect((await silentAt(22.1)).toSorted()).toEqual([cedar]);
  expect((await silentAt(39.1)).toSorted()).toEqual([acme, cedar].toSorted());
  expect((await silentAt(45.1)).toSorted()).toEqual([acme, birch, cedar].toSorted());
});

test('an old token, a refused one and a long-lived one are distinguished', async () => {
  const { prisma, add, entriesOf } = await setScene();
  const [old, longLived] = [await add('old', 'blocked'), await add('long-lived')];
  const refused = await add('refused', 'needs_reauthorization');
  const tokens = { accessToken: 'sealed', refreshedAt: ago(20 * day) };
  await prisma.kommoToken.createMany({
    data: [
      { ...tokens, accountId: old, refreshToken: 'sealed' },
      { ...tokens, accountId: refused, refreshToken: 'sealed' },
      { ...tokens, accountId: longLived },
    ],
  });
  const since = ago(20 * day).toISOString();
  expect(await entriesOf(old)).toEqual([{ code: 'token_age', since, figures: { days: 20, daysLeft: 70 } }]);
  expect(await entriesOf(refused)).toEqual([{ code: 'token_refused', since, figures: {} }]);
  expect(await entriesOf(longLived)).toEqual([]);
});

test('waiting work counts from when it was due, and repeatedly retried work from when it was created', async () => {
  const { prisma, add, entriesOf } = await setScene();
  const [acme, birch] = [await add('acme'), await add('birch')];
  const long = { createdAt: ago(9 * day) };
  // Replayed a moment ago; waits for its next attempt; done.
  await addEffect(prisma, acme, { ...long, state: 'uncertain', nextAttempt: ago(minute) });
  await addEffect(prisma, acme, { ...long, state: 'uncertain', nextAttempt: ago(-minute), attempts: 4 });
  await addEffect(prisma, acme, { ...long, state: 'done', nextAttempt: ago(9 * day) });
  expect(await entriesOf(acme)).toEqual([]);
  await addEffect(prisma, acme, { state: 'open', nextAttempt: ago(3 * hour) });
  await addEvents(prisma, acme, { from: 2 * hour, every: hour, lastAgo: 0, state: 'received' });
  expect(await entriesOf(acme)).toEqual([
    { code: 'oldest_waiting', since: ago(3 * hour).toISOString(), figures: { hours: 3, events: 3, effects: 2 } },
  ]);
  await addEffect(prisma, birch, { ...long, state: 'uncertain', nextAttempt: ago(-minute), attempts: 5 });
  expect(await entriesOf(birch)).toMatchObject([{ figures: { hours: 9 * 24, events: 0, effects: 1 } }]);
});

test('effects that a pause of writing holds back do not count as waiting', async () => {
  const { prisma, add, entriesOf } = await setScene();
  const id = await add('paused');
  await addEffect(prisma, id, { nextAttempt: ago(2 * hour) });
  const codes = async () => (await entriesOf(id)).map(({ code }) => code);
  expect(await codes()).toEqual(['oldest_waiting']);
  await prisma.account.update({
    where: { id },
    data: { writingPausedAt: ago(3 * hour), writingPauseReason: 'Cleaning' },
  });
  expect(await codes()).toEqual([]);
});

test('failed changes of the last week are counted by lead, but not on leads missing from Kommo', async () => {
  const { prisma, add, entriesOf } = await setScene();
  const acme = await add('acme');
  const failed = { state: 'failed', lastError: 'Refused' };
  await addEffect(prisma, acme, { ...failed, sentAt: ago(8 * day), leadId: 1 });
  await addEffect(prisma, acme, { ...failed, sentAt: ago(day), leadId: 2, lastError: leadGone });
  expect(await entriesOf(acme)).toEqual([]);
  await addEffect(prisma, acme, { ...failed, sentAt: ago(6 * day), leadId: 3 });
  await addEffect(prisma, acme, { ...failed, createdAt: ago(day), leadId: 3 });
  await addEffect(prisma, acme, { ...failed, sentAt: ago(day), leadId: 4 });
  expect(await entriesOf(acme)).toEqual([
    { code: 'failing_leads', since: ago(6 * day).toISOString(), figures: { leads: 2, effects: 3 } },
  ]);
});

test('the metrics count accounts by problem, and name none', async () => {
  const { database, prisma, add } = await setScene();
  const ids = [await add('acme', 'needs_reauthorization'), await add('birch', 'needs_reauthorization')];
  await add('gone', 'uninstalled');
  await addEffect(prisma, await add('cedar'), { state: 'failed' });
  const app = createServer();
  onTestFinished(() => app.close());
  await metricsRoutes(
    app,
    database,
    {
      standstill: { count: () => 0 },
      allowance: { countRefused: () => 0 },
      refused: { counts: () => new Map() },
      countsOfEgresses: () => [],
    },
    [],
    async () => undefined,
  );
  const { body } = await app.inject('/metrics');
  expect(body).toContain('account_health{code="token_refused"} 2');
  expect(body).toContain('account_health{code="failing_leads"} 1');
  expect(body).toContain('account_health{code="webhook_silence"} 0');
  expect(body).toContain('alarm_messages{state="given_up"} 0');
  expect(body).not.toMatch(new RegExp(['acme', 'birch', ...ids].join('|')));
});
