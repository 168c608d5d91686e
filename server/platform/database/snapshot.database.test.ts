import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createServer } from '../http/create-server.ts';
import type { Database } from './database.ts';
import { isDatabaseDown } from './failures.ts';

const backend = z.object({ rows: z.tuple([z.object({ pid: z.int() })]) });

/** Ends the current connection, like a restart of Postgres, and waits until it is gone. */
async function cutOff(query: Database['query'], other: Database['query']): Promise<void> {
  const { rows } = backend.parse(await query('SELECT pg_backend_pid() AS pid'));
  await other('SELECT pg_terminate_backend($1, 10000)', [rows[0].pid]);
}

test('only the snapshot with a broken connection fails, and it releases the connection', async () => {
  const { readSnapshot, query: other } = await openTestDatabase();
  // More often than there are connections.
  for (let turn = 0; turn < 3; turn += 1) {
    await expect(
      readSnapshot(async (query) => {
        await cutOff(query, other);
        return query('SELECT 1');
      }),
    ).rejects.toSatisfy(isDatabaseDown);
  }
  const { rows } = await readSnapshot((query) => query('SELECT 1 AS one'));
  expect(rows).toEqual([{ one: 1 }]);
});

test('a third concurrent snapshot is refused without waiting, and the next one is read', async () => {
  const { readSnapshot } = await openTestDatabase();
  const app = createServer();
  onTestFinished(() => app.close());
  app.get('/one', async () => (await readSnapshot((query) => query('SELECT 1 AS one'))).rows);
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const running = [readSnapshot(() => end), readSnapshot(() => end)];
  const refused = await app.inject('/one');
  expect(refused.headers).toMatchObject({ 'retry-after': '30' });
  expect(refused.json()).toMatchObject({ status: 503, code: 'snapshots_busy', title: 'Too many reports at once' });
  resolve();
  await Promise.all(running);
  expect((await app.inject('/one')).json()).toEqual([{ one: 1 }]);
});
