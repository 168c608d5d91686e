import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startEmbedded } from '../../server/platform/embedded-postgres/embedded-postgres.ts';
import { awaiting, end, setMigratedScene } from '../../testing/service/service-scene.ts';

const kills = 24;
const senders = 6;
/** acknowledged deliveries between two kills, at most */
const between = 120;
const seed = Number(process.env.FAULTS_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));

const idRows = z.array(z.object({ id: z.string() }));

test('kill -9 of the service and of its database, at random moments under load, loses no acknowledged event', async () => {
  const { environment, deliver, start } = await setMigratedScene('embedded');
  const random = createRandom(seed);
  const acknowledged = new Set<string>();
  const refused: number[] = [];
  let isOver = false;
  let sent = 0;

  async function send(): Promise<void> {
    while (!isOver) {
      sent += 1;
      const id = `EV-${sent}`;
      const event = { id, type: 'a.type.of.tomorrow', live: true, created: 1_763_640_000_000, data: { sent } };
      const status = await deliver(event).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) acknowledged.add(id);
      else {
        refused.push(status);
        await wait(50);
      }
    }
  }

  const comeThrough = async (count: number) => {
    const enough = acknowledged.size + count;
    await expect.poll(() => acknowledged.size, { ...awaiting, interval: 1 }).toBeGreaterThanOrEqual(enough);
  };
  let service = await start();
  const sending = Array.from({ length: senders }, send);
  onTestFinished(() => {
    isOver = true;
  });
  const killed = { service: 0, database: 0, both: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    await comeThrough(1 + Math.floor(random() * between));
    const what = (['service', 'database', 'both'] as const)[Math.floor(random() * 3)] ?? 'both';
    killed[what] += 1;
    if (what !== 'service') killServerIn(environment.DATA_DIR);
    if (what !== 'database') {
      await end(service, 'SIGKILL');
      service = await start();
    }
  }
  await comeThrough(between);
  isOver = true;
  await Promise.all(sending);
  expect(await end(service, 'SIGTERM')).toBe(0);

  const stored = await readStored(environment.DATA_DIR);
  const lost = [...acknowledged].filter((id) => !stored.has(id));
  console.log(
    `seed ${seed}: ${killed.service} kills of the service, ${killed.database} of its database, ${killed.both} of both; ` +
      `${sent} events sent, ${acknowledged.size} acknowledged, ${refused.length} refused or cut off, ${lost.length} lost`,
  );
  expect(lost).toEqual([]);
  expect(refused.filter((status) => status !== 0 && status !== 503)).toEqual([]);
});

/** The one that runs, unless it is dead from the kill before and not started again yet. */
function killServerIn(dataDir: string): void {
  const pidFile = join(dataDir, 'database/postmaster.pid');
  if (!existsSync(pidFile)) return;
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function readStored(dataDir: string): Promise<ReadonlySet<string>> {
  const { url, close } = await startEmbedded(dataDir);
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('SELECT event_id AS id FROM events');
  await client.end();
  await close();
  return new Set(idRows.parse(rows).map(({ id }) => id));
}

/** https://en.wikipedia.org/wiki/Xorshift */
function createRandom(start: number): () => number {
  let state = start | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
