import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import type { IncomingEvent } from './batch.ts';
import { createDeliveryStore, TooMuchWaiting } from './delivery-store.ts';

const event = (eventId: string, payload = '{}'): IncomingEvent => ({
  eventId,
  type: 'order.completed',
  live: true,
  createdAt: null,
  payload,
});

async function start() {
  const database = await openTestDatabase();
  const { id } = await database.prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'acme' } });
  const other = await database.prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  const sizes: number[] = [];
  const query: typeof database.query = (sql, values = []) => {
    sizes.push(Array.isArray(values[1]) ? values[1].length : 0);
    return database.query(sql, values);
  };
  const stored = async () =>
    (await database.prisma.event.findMany({ where: { accountId: id } })).map(({ eventId }) => eventId).sort();
  return { accountId: id, otherId: other.id, store: createDeliveryStore({ query }), query, sizes, stored, database };
}

test('deliveries that arrive while the database is busy are stored together, once, each in its account', async () => {
  const { accountId, otherId, store, sizes, stored, database } = await start();
  const ids = Array.from({ length: 100 }, (_, index) => `event-${String(index).padStart(3, '0')}`);
  await Promise.all([
    ...ids.map((id) => store(accountId, [event(id)])),
    ...ids.map((id) => store(accountId, [event(id), event(`${id}-b`)])),
    store(otherId, [event('event-000')]),
  ]);
  expect(await stored()).toEqual(ids.flatMap((id) => [id, `${id}-b`]).sort());
  expect(await database.prisma.event.count({ where: { accountId: otherId } })).toBe(1);
  expect(sizes.length).toBeLessThan(12);
});

test('deliveries of the same events in another order do not wait for each other', async () => {
  const { accountId, query, stored, database } = await start();
  const ids = Array.from({ length: 48 }, (_, index) => `event-${String(index).padStart(3, '0')}`);
  const failures: unknown[] = [];
  const store = createDeliveryStore({
    query: (sql, values) =>
      query(sql, values).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
  });
  const batches = [ids, ids.toReversed(), [...ids.slice(24), ...ids.slice(0, 24)], ids.toReversed()];
  await Promise.all(
    batches.map((batch) =>
      store(
        accountId,
        batch.map((id) => event(id)),
      ),
    ),
  );
  expect(failures).toEqual([]);
  expect(await stored()).toEqual(ids);
  const reversed = ids.map((id) => `later-${id}`).toReversed();
  await store(
    accountId,
    reversed.map((id) => event(id)),
  );
  const rows = await database.prisma.event.findMany({
    where: { eventId: { startsWith: 'later' } },
    orderBy: { id: 'asc' },
  });
  expect(rows.map(({ eventId }) => eventId)).toEqual(reversed);
});

test('a delivery that cannot be stored does not affect others', async () => {
  const { accountId, store, stored } = await start();
  // Postgres stores no NUL in a text.
  const bad = event('\0');
  const outcomes = await Promise.allSettled([
    store(accountId, [event('first')]),
    store(accountId, [event('second')]),
    store(accountId, [event('third')]),
    store(accountId, [bad, event('with the bad one')]),
    store(accountId, [event('fourth')]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(await stored()).toEqual(['first', 'fourth', 'second', 'third']);
});

test('while the database is down every delivery is refused, and the next one is stored when it is back', async () => {
  const { accountId, query, stored } = await start();
  let isDown = true;
  const store = createDeliveryStore({
    query: (sql, values) =>
      isDown ? Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })) : query(sql, values),
  });
  const outcomes = await Promise.allSettled(['1', '2', '3', '4'].map((id) => store(accountId, [event(id)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  isDown = false;
  await store(accountId, [event('5')]);
  expect(await stored()).toEqual(['5']);
});

test('large deliveries are not joined into one endless text', async () => {
  const { accountId, store, sizes } = await start();
  const large = JSON.stringify('x'.repeat(1_500_000));
  await Promise.all(Array.from({ length: 8 }, (_, index) => store(accountId, [event(`large-${index}`, large)])));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
});

/** A store that holds its statements back until `resume`, and the accounts in each statement. */
async function startSlow() {
  const started = await start();
  const slow = Promise.withResolvers<void>();
  const statements: string[][] = [];
  const store = createDeliveryStore({
    query: (sql, values = []) => {
      statements.push(accountsOf(values));
      return slow.promise.then(() => started.query(sql, values));
    },
  });
  return { ...started, store, statements, resume: slow.resolve };
}

/** A few rows have their seven values written out, many are passed as one array per column. */
function accountsOf(values: readonly unknown[]): string[] {
  const accounts = Array.isArray(values[1]) ? values[1] : values.filter((_, index) => index % 7 === 1);
  return accounts.map(String);
}

const thousand = (name: string) => Array.from({ length: 1_000 }, (_, index) => event(`${name}-${index}`));

test.each<[string, (name: string) => readonly IncomingEvent[]]>([
  ['large events', (name) => [event(name, JSON.stringify('x'.repeat(4_000_000)))]],
  ['many events', thousand],
])('while the database is slow the waiting %s of one account are limited and delay no other', async (_what, make) => {
  const { accountId, otherId, store, stored, statements, resume, database } = await startSlow();
  const asked = Array.from({ length: 20 }, (_, index) => store(accountId, make(`own-${index}`)));
  await expect(asked.at(-1)).rejects.toThrow(TooMuchWaiting);
  const other = store(otherId, [event('other')]);
  resume();
  const outcomes = await Promise.allSettled(asked);
  await other;
  const taken = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? make(`own-${index}`) : []));
  expect(await stored()).toEqual(taken.map(({ eventId }) => eventId).sort());
  expect(await database.prisma.event.count({ where: { accountId: otherId } })).toBe(1);
  // Four were in progress already.
  expect(statements.findIndex((accounts) => accounts.includes(otherId))).toBeLessThanOrEqual(5);
  expect(Math.max(...statements.map((accounts) => accounts.length))).toBeLessThanOrEqual(1_000);
});

test.each<[string, (name: string) => readonly IncomingEvent[]]>([
  ['large events', (name) => [event(name, JSON.stringify('x'.repeat(4_000_000)))]],
  ['many events', thousand],
])('the waiting %s of all accounts together are limited, because memory is', async (_what, make) => {
  const { store, resume, database } = await startSlow();
  const accounts = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      database.prisma.account.create({ data: { subdomain: `a${index}`, webhookKey: `a${index}` } }),
    ),
  );
  const asked = accounts.flatMap(({ id }) => Array.from({ length: 5 }, (_, index) => store(id, make(`${index}`))));
  await expect(asked.at(-1)).rejects.toThrow(TooMuchWaiting);
  const refused = asked.map((each) => each.catch(() => 'refused'));
  resume();
  const taken = (await Promise.all(refused)).filter((outcome) => outcome !== 'refused').length;
  expect(taken).toBeLessThan(asked.length);
  expect(await database.prisma.event.count()).toBe(taken * make('').length);
});
