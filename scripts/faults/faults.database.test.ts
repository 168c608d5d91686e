import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateSeed } from '../../server/testing/date-seed.ts';
import { runUndisturbed, type Undisturbed } from './run.ts';
import { runKilled, storiesOf } from './run-killed.ts';
import type { Scene } from './scene.ts';
import { killSteps } from './steps.ts';
import { printSummary } from './summary.ts';
import { sharedPostgres as postgres } from './testing.ts';

const rateLimit = 7;
/** Every fifth step, beginning with another one each day; `npm run test:faults` kills at all of them. */
const steps = killSteps.filter((_, index) => index % 5 === dateSeed % 5);
const stories = storiesOf(steps);

let undisturbed: Undisturbed;
const scenes: Scene[] = [];

beforeAll(async () => {
  undisturbed = await runUndisturbed(postgres, stories, rateLimit);
  scenes.push(undisturbed.scene);
}, 600_000);

afterAll(async () => {
  for (const scene of scenes) await scene.close();
});

test('two processes under one limit: Kommo never sees more, and never answers 429', () => {
  const { kommo } = undisturbed.scene;
  process.stdout.write(`busiest second at Kommo, two processes: ${kommo.busiestSecond()} of ${rateLimit}\n`);
  expect(kommo.busiestSecond()).toBeLessThanOrEqual(rateLimit);
  expect(kommo.requests.filter(({ status }) => status !== null && status >= 400)).toEqual([]);
});

test('killed at every fifth step, the work goes on and ends as if nothing had happened', {
  timeout: 600_000,
}, async () => {
  const { scene, summary } = await runKilled({ postgres, steps, stories, rateLimit, undisturbed });
  scenes.push(scene);
  printSummary(summary);
  expect(summary.comparison).toMatchObject({ duplicates: [], lost: [], differences: [] });
  expect(scene.kommo.busiestSecond()).toBeLessThanOrEqual(rateLimit);
});
