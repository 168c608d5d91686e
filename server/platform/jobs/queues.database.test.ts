import { PgBoss } from 'pg-boss';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startQueue } from '../../../testing/server/platform/jobs/queues.ts';
import { type Queue, queueOptions } from './queues.ts';

/** A queue with one item, which is worked on until its signal is aborted or `end` is called. */
function createQueue(findDue: Queue['findDue'] = async () => ['item']) {
  const runs: { readonly id: string; readonly signal: AbortSignal }[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const queue: Queue = {
    ...{ name: 'test', concurrency: 2, pollEvery: 1, findEvery: 1_000, findDue },
    work: async (id, signal) => {
      runs.push({ id, signal });
      await Promise.race([ended, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    },
  };
  return { queue, runs, end };
}

test('an item is in progress once, however many processes find it due', async () => {
  const database = await openTestDatabase();
  const { queue, runs, end } = createQueue();
  const processes = await Promise.all([startQueue(database, queue), startQueue(database, queue)]);
  await Promise.all(processes.map(({ queueDue }) => queueDue()));
  await expect.poll(() => runs).toHaveLength(1);
  const other = createQueue(async () => ['other']);
  const third = await startQueue(database, other.queue);
  await Promise.all([...processes, ...processes, third].map(({ queueDue }) => queueDue()));
  // Found due later, and begun: the first item's waiting job did not take a place of its own.
  await expect.poll(() => [...runs, ...other.runs].map(({ id }) => id).toSorted()).toEqual(['item', 'other']);
  end();
  other.end();
});

test('a stalled process has to abort its item, and another takes it over', async () => {
  const database = await openTestDatabase();
  const { queue, runs, end } = createQueue();
  const { queueDue } = await startQueue(database, queue);
  await startQueue(database, queue);
  await queueDue();
  await expect.poll(() => runs).toHaveLength(1);
  const stall = `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`;
  const isAborted = async () => {
    await database.query(stall);
    return runs[0]?.signal.aborted;
  };
  await expect.poll(isAborted, { timeout: 60_000, interval: 100 }).toBe(true);
  await expect.poll(() => runs.length, { timeout: 60_000 }).toBeGreaterThan(1);
  end();
}, 180_000);

test('the item of a process that died is free as soon as another has started', async () => {
  const database = await openTestDatabase();
  const dead = new PgBoss({ ...database.queue, supervise: false, schedule: false });
  onTestFinished(() => dead.stop({ graceful: false }));
  await dead.start();
  await dead.createQueue('test', queueOptions);
  await dead.send('test', null, { singletonKey: 'item' });
  expect(await dead.fetch('test')).toHaveLength(1);
  await database.query(`UPDATE pgboss.job SET heartbeat_on = now() - interval '11 seconds'`);
  const { queue } = createQueue(async () => []);
  await startQueue(database, { ...queue, name: 'other' });
  const { rows } = await database.query(`SELECT "state"::text FROM pgboss.job WHERE "name" = 'test'`);
  expect(rows).toEqual([{ state: 'retry' }]);
});

test('requests for an item that is in progress here make no job, and one more run', async () => {
  const database = await openTestDatabase();
  const { queue, runs, end } = createQueue();
  const { queueDue } = await startQueue(database, queue);
  await queueDue();
  await expect.poll(() => runs).toHaveLength(1);
  await Promise.all([queueDue(), queueDue(), queueDue()]);
  const { rows } = await database.query(`SELECT "state"::text FROM pgboss.job`);
  expect(rows).toEqual([{ state: 'active' }]);
  end();
  await expect.poll(() => runs).toHaveLength(2);
});

test('a run that fails is repeated, and nothing of its message is kept', async () => {
  const database = await openTestDatabase();
  const { queue, runs, end } = createQueue();
  let fails = true;
  const failsOnce: Queue['work'] = async (...given) => {
    if (!fails) return queue.work(...given);
    fails = false;
    throw new Error('anna@acme.example');
  };
  const { queueDue } = await startQueue(database, { ...queue, work: failsOnce });
  await queueDue();
  await expect.poll(() => runs, { timeout: 60_000 }).toHaveLength(1);
  const { rows } = await database.query(`SELECT "output"::text FROM pgboss.job WHERE "output" IS NOT NULL`);
  expect(rows).not.toHaveLength(0);
  expect(JSON.stringify(rows)).not.toContain('anna');
  end();
});

test('a stop aborts what is in progress, and nothing begins afterwards', async () => {
  const database = await openTestDatabase();
  const { queue, runs } = createQueue();
  const { queueDue, stop } = await startQueue(database, queue);
  await queueDue();
  await expect.poll(() => runs).toHaveLength(1);
  await stop();
  expect(runs[0]?.signal.aborted).toBe(true);
  await queueDue();
  expect(runs).toHaveLength(1);
});
