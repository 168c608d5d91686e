import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createServer } from '../http/create-server.ts';
import { allowStatements } from './allow-statements.ts';
import type { Database, Transaction } from './database.ts';
import { hasTakenTooLong, isDatabaseDown, isHeldUp, isRowRefused, StorageFailed, sqlStateOf } from './failures.ts';
import { statementLimits } from './pools.ts';

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

const verdicts = (error: unknown) => ({
  down: isDatabaseDown(error),
  tooLong: hasTakenTooLong(error),
  heldUp: isHeldUp(error),
  refused: isRowRefused(error),
});
const none = { down: false, tooLong: false, heldUp: false, refused: false };
const tooLong = { ...none, tooLong: true };

/** Fails because Postgres cancels its statement. */
function outliveStatement({ prisma }: Pick<Database, 'prisma'>): Promise<unknown> {
  return prisma.$transaction(async (transaction) => {
    await allowStatements(transaction, 1);
    await transaction.$executeRaw`SELECT pg_sleep(60)`;
  });
}

test('a statement that Postgres cancels took too long, and the database is not down', async () => {
  const database = await openTestDatabase();
  const error = await failureOf(outliveStatement(database));
  expect(sqlStateOf(error)).toBe('57014');
  expect(verdicts(error)).toEqual(tooLong);
  expect(verdicts(new StorageFailed(error))).toEqual(tooLong);
});

test('so did a transaction that outlives its limit, at its next statement and at its end', async () => {
  const { prisma } = await openTestDatabase();
  const sleep = (transaction: Transaction) => transaction.$executeRaw`SELECT pg_sleep(0.1)`;
  const atStatement = prisma.$transaction(async (each) => [await sleep(each), await each.account.count()], {
    timeout: 1,
  });
  expect(verdicts(await failureOf(atStatement))).toEqual(tooLong);
  const atEnd = prisma.$transaction(async (each) => void (await sleep(each)), { timeout: 1 });
  expect(verdicts(await failureOf(atEnd))).toEqual(tooLong);
});

test('a transaction that gets no connection in time finds the database unavailable', async () => {
  const { prisma } = await openTestDatabase();
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const holding = Array.from({ length: 10 }, async () => {
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const done = prisma.$transaction(
      async (each) => {
        await each.account.count();
        hold();
        await end;
      },
      { timeout: 60_000, maxWait: 60_000 },
    );
    await held;
    return { done };
  });
  const held = await Promise.all(holding);
  const error = await failureOf(prisma.$transaction((each) => each.account.count(), { maxWait: 1 }));
  resolve();
  await Promise.all(held.map(({ done }) => done));
  expect(verdicts(error)).toEqual({ ...none, down: true });
});

/** Two accounts, and a transaction that changes one after the other. */
async function openTwoAccounts() {
  const { prisma } = await openTestDatabase();
  const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;
  await prisma.account.createMany({ data: ids.map((id) => ({ id, subdomain: id, webhookKey: id })) });
  const rename = (transaction: Transaction, id: string) =>
    transaction.account.update({ where: { id }, data: { name: 'renamed' } });
  return { prisma, ids, rename };
}

test('of two transactions that wait for each other one fails, and the database is not down', async () => {
  const { prisma, ids, rename } = await openTwoAccounts();
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const change = (own: 0 | 1, other: 0 | 1) =>
    prisma.$transaction(
      async (transaction) => {
        await rename(transaction, ids[own]);
        both[own].resolve();
        await both[other].promise;
        await rename(transaction, ids[other]);
      },
      { timeout: 60_000 },
    );
  const failures = await Promise.all([failureOf(change(0, 1)), failureOf(change(1, 0))]);
  const [failure, ...others] = failures.filter((each) => each !== null);
  expect(others).toEqual([]);
  expect(sqlStateOf(failure)).toBe('40P01');
  expect(verdicts(failure)).toEqual(none);
});

test('a change of what a transaction has read fails it, and the database is not down', async () => {
  const { prisma, ids, rename } = await openTwoAccounts();
  const change = prisma.$transaction(
    async (transaction) => {
      await transaction.account.findMany();
      await prisma.account.updateMany({ data: { name: 'meanwhile' } });
      await rename(transaction, ids[0]);
    },
    { isolationLevel: 'RepeatableRead' },
  );
  const failure = await failureOf(change);
  expect(sqlStateOf(failure)).toBe('40001');
  expect(verdicts(failure)).toEqual(none);
});

test('who waits too long for a lock is held up, and the row is not to blame', async () => {
  const { prisma, ids, rename } = await openTwoAccounts();
  const failure = await prisma.$transaction(async (holder) => {
    await rename(holder, ids[0]);
    return failureOf(
      prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SET LOCAL lock_timeout = 1`;
        await rename(transaction, ids[0]);
      }),
    );
  });
  expect(verdicts(failure)).toEqual({ ...none, heldUp: true });
});

test('the answer to a request that takes too long says so, and what to do', async () => {
  const database = await openTestDatabase();
  const app = createServer();
  onTestFinished(() => app.close());
  app.get('/slow', () => outliveStatement(database));
  app.get('/stored', async () => {
    throw new StorageFailed(await failureOf(outliveStatement(database)));
  });
  for (const url of ['/slow', '/stored']) {
    const answer = await app.inject(url);
    expect(answer.json()).toMatchObject({ status: 503, code: 'took_too_long', title: 'Took too long' });
    expect(answer.json().detail).toContain('Ask for less at a time');
  }
});

const setting = z.object({ rows: z.tuple([z.object({ limit: z.string() })]) });

test('every connection of the service has a limit, except for scripts', async () => {
  const database = await openTestDatabase();
  const show = `SELECT setting AS "limit" FROM pg_settings WHERE name = 'statement_timeout'`;
  const limitOf = async (query: Database['query']) => Number(setting.parse(await query(show)).rows[0].limit);
  expect(await limitOf(database.query)).toBe(statementLimits.usual);
  expect(await limitOf(async () => ({ rows: await database.prisma.$queryRawUnsafe<unknown[]>(show) }))).toBe(
    statementLimits.usual,
  );
  expect(await database.readSnapshot(limitOf)).toBe(statementLimits.snapshot);
  const queue = new pg.Client(database.queue);
  await queue.connect();
  onTestFinished(() => queue.end());
  expect(await limitOf((sql) => queue.query(sql))).toBe(statementLimits.usual);
  await database.runScript(`DO $$ BEGIN ASSERT current_setting('statement_timeout') = '0'; END $$`);
});
