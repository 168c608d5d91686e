import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { recordingPaths } from '../../testing/postgres/record-one-by-one.ts';
import { seededFaults } from '../../testing/sandbox/faults/seeded-faults.ts';
import { mixture } from './mixture.ts';
import type { Observation } from './observe.ts';
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

const stories = createStories(subdomains, buyersOfEach);
let expected: Observation;

beforeAll(async () => {
  postgres = await startPostgresServer();
  const undisturbed = await runUndisturbed(postgres, stories, rateLimit);
  expected = await undisturbed.of(stories);
  await undisturbed.scene.close();
});

afterAll(() => postgres.stop());

test.each(recordingPaths)(
  '5,000 events, recorded %s, through faults, kills and crashes end undisturbed',
  async (recording) => {
    const { scene, summary } = await runDisturbed({
      title: `Disturbed, recorded ${recording}, seed ${seed}`,
      recording,
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
  },
);
