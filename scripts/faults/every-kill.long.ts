import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { runUndisturbed } from './run.ts';
import { killedStories, runKilled } from './run-killed.ts';
import { printSummary } from './summary.ts';

const rateLimit = 7;
let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgresServer();
});

afterAll(() => postgres.stop());

test('two processes share one limit without a 429, and a kill at any step does not change the result', async () => {
  const undisturbed = await runUndisturbed(postgres, killedStories, rateLimit);
  const { scene, summary } = await runKilled({ postgres, rateLimit, undisturbed });
  printSummary(summary);
  const { kommo } = undisturbed.scene;
  const refused = kommo.requests.filter(({ status }) => status !== null && status >= 400);
  const busiest = Math.max(scene.kommo.busiestSecond(), kommo.busiestSecond());
  await scene.close();
  await undisturbed.scene.close();
  expect(refused).toEqual([]);
  expect(summary.comparison).toMatchObject({ duplicates: [], lost: [], differences: [] });
  expect(summary.comparison.expected).toBeGreaterThan(killedStories.length);
  expect(busiest).toBeLessThanOrEqual(rateLimit);
});
