import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';
import type { RecordingPath } from '../../testing/postgres/record-one-by-one.ts';
import type { TakeFault } from '../../testing/sandbox/faults/kommo-proxy.ts';
import { compare, type Observation, observe } from './observe.ts';
import { closeOnFailure, type Scene, setScene } from './scene.ts';
import type { AccountStory } from './story.ts';
import type { Summary } from './summary.ts';

const subdomainsOf = (stories: readonly AccountStory[]) => stories.map(({ subdomain }) => subdomain);

/** Sends all stories, each account's in order and the accounts in parallel; returns the number of events sent. */
async function deliverAll(
  scene: Scene,
  stories: readonly AccountStory[],
  onDelivery: (delivered: number, all: number) => Promise<void> = async () => undefined,
): Promise<number> {
  const all = stories.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
  let delivered = 0;
  let events = 0;
  await Promise.all(
    stories.map(async (story, index) => {
      for (const delivery of story.deliveries) {
        const service = scene.services[(index + delivered) % scene.services.length];
        const times = await scene.deliver(story, delivery, service);
        events += delivery.length * times;
        delivered += 1;
        await onDelivery(delivered, all);
      }
    }),
  );
  return events;
}

export async function settle(scene: Scene, stories: readonly AccountStory[]): Promise<void> {
  const subdomains = subdomainsOf(stories);
  // The database may be down for a moment.
  while ((await scene.countPending(subdomains).catch(() => 1)) > 0) {
    await endLongPauses(scene).catch(() => undefined);
    await wait(200);
  }
}

/**
 * Skips the minutes in which Kommo gets no requests after a block, and those before unmatched people are searched for
 * again.
 */
async function endLongPauses({ database }: Scene): Promise<void> {
  await database.query(`UPDATE "accounts" SET "paused_until" = now()
    WHERE "state" = 'blocked' AND "paused_until" > now() + interval '10 seconds'`);
  await database.query(`UPDATE "customers" SET "next_match_at" = now()
    WHERE "next_match_at" > now() + interval '20 seconds'`);
}

export interface Undisturbed {
  /** the results of some of the stories */
  readonly of: (some: readonly AccountStory[]) => Promise<Observation>;
  readonly scene: Scene;
}

/** The stories in an undisturbed run. Also returns the scene's traffic: two processes under Kommo's limit. */
export async function runUndisturbed(
  postgres: Pick<PostgresServer, 'url'>,
  stories: readonly AccountStory[],
  rateLimit: number,
): Promise<Undisturbed> {
  const scene = await setScene({ postgres, stories, processes: 2, rateLimit });
  await closeOnFailure(scene, async () => {
    await Promise.all(scene.services.map((service) => service.start()));
    await deliverAll(scene, stories);
    await settle(scene, stories);
    for (const service of scene.services) await service.stop();
  });
  return { scene, of: (some) => observe(scene, subdomainsOf(some)) };
}

export interface DisturbedOptions {
  readonly title: string;
  readonly postgres: PostgresServer;
  readonly stories: readonly AccountStory[];
  readonly takeFault: TakeFault;
  readonly rateLimit: number;
  readonly kills: number;
  readonly databaseCrashes: number;
  readonly undisturbed: Observation;
  readonly recording: RecordingPath;
}

/** The same stories with two processes, faults on the connection to Kommo, killed processes and a crashed database. */
export async function runDisturbed(options: DisturbedOptions): Promise<{ summary: Summary; scene: Scene }> {
  const scene = await setScene({ ...options, processes: 2 });
  return { scene, summary: await closeOnFailure(scene, () => disturb(scene, options)) };
}

async function disturb(scene: Scene, options: DisturbedOptions): Promise<Summary> {
  const { title, postgres, stories, kills, databaseCrashes } = options;
  await Promise.all(scene.services.map((service) => service.start()));
  const done = { kills: 0, databaseCrashes: 0 };
  const disturbances = [
    ...Array.from({ length: kills }, (_, index) => async () => {
      await restart(scene, index);
      done.kills += 1;
    }),
    ...Array.from({ length: databaseCrashes }, () => async () => {
      await postgres.crash();
      await postgres.start();
      done.databaseCrashes += 1;
    }),
  ];
  let begun = 0;
  // One after the other: a service does not start while its database is down.
  let running = Promise.resolve();
  let last = performance.now();
  const eventsSent = await deliverAll(scene, stories, async (delivered, all) => {
    const due = disturbances[begun];
    if (due === undefined || delivered * (disturbances.length + 1) < all * (begun + 1)) return;
    begun += 1;
    running = running.then(due);
    await running;
    last = performance.now();
  });
  await settle(scene, stories);
  const settledAfter = (performance.now() - last) / 1000;
  for (const service of scene.services) {
    if (!service.isRunning()) throw new Error(`A process has ended by itself: ${service.log().slice(-2_000)}`);
  }
  const comparison = compare(options.undisturbed, await observe(scene, subdomainsOf(stories)));
  const faults = new Map<string, number>([
    ...scene.wire.played,
    ['kill -9', done.kills],
    ['database crash', done.databaseCrashes],
  ]);
  return { title, faults, eventsSent, comparison, settledAfter };
}

async function restart({ services }: Scene, index: number): Promise<void> {
  const service = services[index % services.length];
  await service?.kill();
  await service?.start();
}
