import type { PostgresServer } from '../../server/database/testing/postgres-server.ts';
import { compare, observe } from './observe.ts';
import { settle, type Undisturbed } from './run.ts';
import { closeOnFailure, type Scene, setScene } from './scene.ts';
import { createTrigger, type KillStep, killAt } from './steps.ts';
import { type AccountStory, tellStories } from './story.ts';
import type { Summary } from './summary.ts';

/** An account for each step, with a purchase, a missed payment and a resend: all that a step waits for. */
export function storiesOf(steps: readonly KillStep[]): readonly AccountStory[] {
  const whole = tellStories(
    steps.map((_, index) => `killed${index}`),
    1,
  );
  return whole.map(({ deliveries, ...story }) => ({
    ...story,
    deliveries: [...deliveries.slice(0, 1), ...deliveries.slice(-2)],
  }));
}

export interface KilledOptions {
  readonly postgres: Pick<PostgresServer, 'url'>;
  readonly steps: readonly KillStep[];
  /** `storiesOf` the steps */
  readonly stories: readonly AccountStory[];
  readonly rateLimit: number;
  readonly undisturbed: Undisturbed;
}

/** Tells the stories to one process, which is killed once at each step and started again. */
export async function runKilled(options: KilledOptions): Promise<{ scene: Scene; summary: Summary }> {
  const { postgres, stories, rateLimit } = options;
  const trigger = createTrigger();
  const scene = await setScene({ postgres, stories, takeFault: trigger.take, rateLimit });
  return { scene, summary: await closeOnFailure(scene, () => killAtEach(scene, trigger, options)) };
}

async function killAtEach(
  scene: Scene,
  trigger: ReturnType<typeof createTrigger>,
  { steps, stories, undisturbed }: KilledOptions,
): Promise<Summary> {
  const [service] = scene.services;
  await service?.start();
  let eventsSent = 0;
  for (const [index, step] of steps.entries()) {
    const story = stories[index];
    if (story === undefined) throw new Error(`No story waits for a kill ${step.name}`);
    const happened = killAt(step, scene, story.subdomain, trigger).then(() => service?.start());
    for (const delivery of story.deliveries) {
      const times = await scene.deliver(story, delivery);
      eventsSent += delivery.length * times;
    }
    await happened;
  }
  const last = performance.now();
  await settle(scene, stories);
  const subdomains = stories.map(({ subdomain }) => subdomain);
  return {
    title: 'Killed at every step',
    faults: new Map(steps.map(({ name }) => [`kill -9 ${name}`, 1])),
    eventsSent,
    comparison: compare(await undisturbed.of(stories), await observe(scene, subdomains)),
    settledAfter: (performance.now() - last) / 1000,
  };
}
