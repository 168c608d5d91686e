import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';
import { compare, observe } from './observe.ts';
import { settle, type Undisturbed } from './run.ts';
import { closeOnFailure, type Scene, setScene } from './scene.ts';
import { createTrigger, killAt, killSteps } from './steps.ts';
import { type AccountStory, createStories } from './story.ts';
import type { Summary } from './summary.ts';

/** An account for each step, with a purchase, a missed payment and a resend: everything that a step needs. */
export const killedStories: readonly AccountStory[] = createStories(
  killSteps.map((_, index) => `killed${index}`),
  1,
).map(({ deliveries, ...story }) => ({ ...story, deliveries: [...deliveries.slice(0, 1), ...deliveries.slice(-2)] }));

interface KilledOptions {
  readonly postgres: Pick<PostgresServer, 'url'>;
  readonly rateLimit: number;
  readonly undisturbed: Undisturbed;
}

/** Sends the stories to one process, which is killed once at each step and restarted. */
export async function runKilled({
  postgres,
  rateLimit,
  undisturbed,
}: KilledOptions): Promise<{ scene: Scene; summary: Summary }> {
  const trigger = createTrigger();
  const scene = await setScene({ postgres, stories: killedStories, takeFault: trigger.take, rateLimit });
  return { scene, summary: await closeOnFailure(scene, () => killAtEach(scene, trigger, undisturbed)) };
}

async function killAtEach(
  scene: Scene,
  trigger: ReturnType<typeof createTrigger>,
  undisturbed: Undisturbed,
): Promise<Summary> {
  const [service] = scene.services;
  await service?.start();
  let eventsSent = 0;
  for (const [index, step] of killSteps.entries()) {
    const story = killedStories[index];
    if (story === undefined) throw new Error(`No story waits for a kill ${step.name}`);
    const happened = killAt(step, scene, story.subdomain, trigger).then(() => service?.start());
    for (const delivery of story.deliveries) {
      const times = await scene.deliver(story, delivery);
      eventsSent += delivery.length * times;
    }
    await happened;
  }
  const last = performance.now();
  await settle(scene, killedStories);
  const subdomains = killedStories.map(({ subdomain }) => subdomain);
  return {
    title: 'Killed at every step',
    faults: new Map(killSteps.map(({ name }) => [`kill -9 ${name}`, 1])),
    eventsSent,
    comparison: compare(await undisturbed.of(killedStories), await observe(scene, subdomains)),
    settledAfter: (performance.now() - last) / 1000,
  };
}
