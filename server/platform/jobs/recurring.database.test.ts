import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../testing/postgres/test-database.ts';
import { openQueues } from './queues.ts';
import type { Recurring } from './recurring.ts';

const awaiting = { timeout: 60_000, interval: 50 };

/** One process of the service, until the test ends. */
async function startProcess(database: Pick<TestDatabase, 'queue'>, works: readonly Recurring[]) {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const queues = await openQueues(database, log, 5_000);
  onTestFinished(queues.stop);
  for (const work of works) await queues.recur(work);
  return { stop: queues.stop, lines };
}

/** Work that is in progress until `end`. */
function createHangingWork(name: string) {
  const begun: AbortSignal[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const run: Recurring['run'] = async (signal) => {
    begun.push(signal);
    await Promise.race([ended, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
  };
  return { work: { name, every: 1_000, run }, begun, end };
}

test('a run is in progress in one of the processes, and the next one comes after its end', async () => {
  const database = await openTestDatabase();
  let [atOnce, most, runs] = [0, 0, 0];
  const other = createHangingWork('hanging');
  const counted: Recurring = {
    ...{ name: 'counted', every: 1_000 },
    run: async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await database.query('SELECT pg_sleep(0.2)');
      atOnce -= 1;
      runs += 1;
    },
  };
  await Promise.all([1, 2, 3].map(() => startProcess(database, [other.work, counted])));
  await expect.poll(() => runs, awaiting).toBeGreaterThanOrEqual(4);
  expect(most).toBe(1);
  // One that hangs stays in its process and holds up no other.
  expect(other.begun).toHaveLength(1);
  const { rows } = await database.query(
    `SELECT count(*)::int AS "runs", extract(epoch FROM max("started_on") - min("started_on"))::float8 AS "seconds"
     FROM pgboss.job WHERE "name" = 'counted' AND "started_on" IS NOT NULL`,
  );
  const [{ runs: begun, seconds }] = rows as [{ runs: number; seconds: number }];
  expect(seconds).toBeGreaterThanOrEqual(begun - 1);
  other.end();
});

test('a start of a process changes nothing about when the next run is due', async () => {
  const database = await openTestDatabase();
  const [runs, ticks]: [string[], string[]] = [[], []];
  const rare: Recurring = { name: 'rare', every: 3_600_000, run: async () => void runs.push('rare') };
  const often: Recurring = { name: 'often', every: 1_000, run: async () => void ticks.push('often') };
  const waiting = () =>
    database.query(`SELECT "start_after"::text FROM pgboss.job WHERE "name" = 'rare' AND "state" = 'created'`);
  await startProcess(database, [rare]);
  await expect.poll(async () => (await waiting()).rows.length + runs.length, awaiting).toBe(2);
  const due = await waiting();
  await startProcess(database, [rare, often]);
  await expect.poll(() => ticks.length, awaiting).toBeGreaterThanOrEqual(3);
  expect((await waiting()).rows).toEqual(due.rows);
  expect(runs).toHaveLength(1);
});

test('a run that fails is logged once, without its message, and comes again at its next time', async () => {
  const database = await openTestDatabase();
  let runs = 0;
  const failsOnce = async () => {
    runs += 1;
    if (runs === 1) throw new TypeError('anna@acme.example');
  };
  const { lines } = await startProcess(database, [{ name: 'failing', every: 1_000, run: failsOnce }]);
  await expect.poll(() => runs, awaiting).toBeGreaterThanOrEqual(3);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ error: 'TypeError', work: 'failing' }]);
  const { rows } = await database.query(`SELECT "output"::text FROM pgboss.job WHERE "output" IS NOT NULL`);
  expect(lines.join() + JSON.stringify(rows)).not.toContain('anna');
});

test('the run of a stalled process is aborted and goes on in another', async () => {
  const database = await openTestDatabase();
  const { work, begun, end } = createHangingWork('stalling');
  await startProcess(database, [work]);
  await startProcess(database, [work]);
  await expect.poll(() => begun, awaiting).toHaveLength(1);
  const stall = `UPDATE pgboss.job SET "heartbeat_on" = now() - interval '1 hour' WHERE "state" = 'active'`;
  await expect
    .poll(async () => {
      await database.query(stall);
      return begun[0]?.aborted;
    }, awaiting)
    .toBe(true);
  await expect.poll(() => begun.length, awaiting).toBeGreaterThan(1);
  end();
}, 180_000);

test('a run that a stop interrupts goes on at once in another process', async () => {
  const database = await openTestDatabase();
  const { work, begun, end } = createHangingWork('stopped');
  const hourly = { ...work, every: 3_600_000 };
  const first = await startProcess(database, [hourly]);
  await expect.poll(() => begun, awaiting).toHaveLength(1);
  await startProcess(database, [hourly]);
  await first.stop();
  expect(begun[0]?.aborted).toBe(true);
  await expect.poll(() => begun.length, awaiting).toBe(2);
  end();
});
