import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgresServer } from '../../server/database/testing/postgres-server.ts';
import { seededFaults } from '../sandbox/faults/seeded-faults.ts';
import { mixture } from './mixture.ts';
import { compare, observe } from './observe.ts';
import { runDisturbed, runUndisturbed, settle } from './run.ts';
import { type Scene, setScene } from './scene.ts';
import { createTrigger, killAt, killSteps } from './steps.ts';
import { type AccountStory, tellStories } from './story.ts';
import { printSummary } from './summary.ts';

const rateLimit = 7;
const nothingWrong = { duplicates: [], lost: [], differences: [] };
const killed = tellStories(
  killSteps.map((_, index) => `killed${index}`),
  1,
).map(shortened);
const disturbed = tellStories(['one', 'two', 'three'], 2);
// Every scene has all accounts, so that Kommo's ids are the same in each.
const cast = [...killed, ...disturbed];

/** A purchase, the missed payment and the resend: all that a kill step waits for. The others live whole lives. */
function shortened({ deliveries, ...story }: AccountStory): AccountStory {
  return { ...story, deliveries: [...deliveries.slice(0, 1), ...deliveries.slice(-2)] };
}

let postgres: PostgresServer;
/** of its own, because it crashes */
let crashing: PostgresServer;
let undisturbed: Awaited<ReturnType<typeof runUndisturbed>>;
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

test.concurrent('killed at every step, the work goes on and ends as if nothing had happened', {
  timeout: 600_000,
}, async () => {
  const trigger = createTrigger();
  const scene = await setScene({ postgres, stories: cast, takeFault: trigger.take, rateLimit });
  scenes.push(scene);
  const [service] = scene.services;
  await service?.start();
  let eventsSent = 0;
  for (const [index, step] of killSteps.entries()) {
    const story = killed[index];
    if (story === undefined) continue;
    const happened = killAt(step, scene, story.subdomain, trigger).then(() => service?.start());
    for (const delivery of story.deliveries) {
      const times = await scene.deliver(story, delivery);
      eventsSent += delivery.length * times;
    }
    await happened;
  }
  const last = performance.now();
  await settle(scene, killed);
  const subdomains = killed.map(({ subdomain }) => subdomain);
  const comparison = compare(await undisturbed.of(killed), await observe(scene, subdomains));
  printSummary({
    title: 'Killed at every step',
    faults: new Map(killSteps.map(({ name }) => [`kill -9 ${name}`, 1])),
    eventsSent,
    comparison,
    settledAfter: (performance.now() - last) / 1000,
  });
  expect(comparison).toMatchObject(nothingWrong);
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
