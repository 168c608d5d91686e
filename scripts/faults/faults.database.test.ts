import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgresServer } from '../../server/database/testing/postgres-server.ts';
import { dateSeed } from '../../server/testing/date-seed.ts';
import { seededFaults } from '../sandbox/faults/seeded-faults.ts';
import { mixture } from './mixture.ts';
import { runDisturbed, runUndisturbed, type Undisturbed } from './run.ts';
import { runKilled, storiesOf } from './run-killed.ts';
import type { Scene } from './scene.ts';
import { killSteps } from './steps.ts';
import { tellStories } from './story.ts';
import { printSummary } from './summary.ts';

const rateLimit = 7;
const nothingWrong = { duplicates: [], lost: [], differences: [] };
/** Every third step, beginning with another one each day; `npm run test:faults` kills at all of them. */
const steps = killSteps.filter((_, index) => index % 3 === dateSeed % 3);
const killed = storiesOf(steps);
const disturbed = tellStories(['one', 'two'], 2);
// Every scene has all accounts, so that Kommo's ids are the same in each.
const cast = [...killed, ...disturbed];

let postgres: PostgresServer;
/** of its own, because it crashes */
let crashing: PostgresServer;
let undisturbed: Undisturbed;
const scenes: Scene[] = [];

beforeAll(async () => {
  [postgres, crashing] = await Promise.all([startPostgresServer(), startPostgresServer()]);
  undisturbed = await runUndisturbed(postgres, cast, rateLimit);
  scenes.push(undisturbed.scene);
}, 600_000);

afterAll(async () => {
  for (const scene of scenes) await scene.close();
  await Promise.all([postgres.stop(), crashing.stop()]);
});

test('two processes under one limit: Kommo never sees more, and never answers 429', () => {
  const { kommo } = undisturbed.scene;
  process.stdout.write(`busiest second at Kommo, two processes: ${kommo.busiestSecond()} of ${rateLimit}\n`);
  expect(kommo.busiestSecond()).toBeLessThanOrEqual(rateLimit);
  expect(kommo.requests.filter(({ status }) => status !== null && status >= 400)).toEqual([]);
});

test.concurrent('killed at a step of each kind, the work goes on and ends as if nothing had happened', {
  timeout: 600_000,
}, async () => {
  const { scene, summary } = await runKilled({ postgres, steps, stories: killed, cast, rateLimit, undisturbed });
  scenes.push(scene);
  printSummary(summary);
  expect(summary.comparison).toMatchObject(nothingWrong);
  expect(scene.kommo.busiestSecond()).toBeLessThanOrEqual(rateLimit);
});

test.concurrent('faults on the wire, kills and a crash of the database leave no trace', {
  timeout: 600_000,
}, async () => {
  const { scene, summary } = await runDisturbed({
    title: 'Disturbed',
    postgres: crashing,
    stories: disturbed,
    cast,
    takeFault: seededFaults(20_261_126, 0.15, mixture),
    rateLimit,
    kills: 2,
    databaseCrashes: 1,
    undisturbed: await undisturbed.of(disturbed),
  });
  scenes.push(scene);
  printSummary(summary);
  expect(summary.comparison).toMatchObject(nothingWrong);
  expect(scene.wire.traffic.busiestSecond()).toBeLessThanOrEqual(rateLimit);
});
