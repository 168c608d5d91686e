import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { seededFaults } from '../../testing/sandbox/faults/seeded-faults.ts';
import { mixture } from './mixture.ts';
import { runDisturbed, runUndisturbed } from './run.ts';
import { createStories, eventsPerBuyer } from './story.ts';
import { printSummary } from './summary.ts';

/** The highest setting of the service: the length of the run is due to its events and faults, not to Kommo's limit. */
const rateLimit = 50;
const subdomains = ['one', 'two', 'three', 'four', 'five'];
const buyersOfEach = Math.ceil(5_000 / subdomains.length / eventsPerBuyer);
const kills = 10;
const databaseCrashes = 4;
const seed = Number(process.env.FAULTS_SEED ?? 20_261_126);

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgresServer();
});

afterAll(() => postgres.stop());

test('5,000 events through faults, kills and crashes end like an undisturbed run', async () => {
  const stories = createStories(subdomains, buyersOfEach);
  const undisturbed = await runUndisturbed(postgres, stories, rateLimit);
  const expected = await undisturbed.of(stories);
  await undisturbed.scene.close();
  const { scene, summary } = await runDisturbed({
    title: `Disturbed, seed ${seed}`,
    postgres,
    stories,
    takeFault: seededFaults(seed, 0.15, mixture),
    rateLimit,
    kills,
    databaseCrashes,
    undisturbed: expected,
  });
  printSummary(summary);
  const busiest = scene.wire.traffic.busiestSecond();
  await scene.close();
  expect(summary.comparison).toMatchObject({ duplicates: [], lost: [], differences: [] });
  expect(summary.comparison.expected).toBeGreaterThan(5_000 / eventsPerBuyer);
  expect(summary.eventsSent).toBeGreaterThanOrEqual(5_000);
  expect(summary.faults.get('kill -9')).toBe(kills);
  expect(summary.faults.get('database crash')).toBe(databaseCrashes);
  const faults = [...summary.faults.values()].reduce((sum, count) => sum + count, 0);
  expect(faults - kills - databaseCrashes).toBeGreaterThan(100);
  expect(busiest).toBeLessThanOrEqual(rateLimit);
});
