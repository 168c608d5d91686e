import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type FastSpringEvent, sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { openBookshop } from './bookshop.ts';
import { soldTo } from './deliveries.ts';
import { printChecked, printFigure } from './figure.ts';
import { type BenchScene, setBenchScene, webhookSecret } from './scene.ts';

/** Kommo's own: https://developers.kommo.com/docs/limitations */
const rateLimit = 7;
const backlog = 200;

/** How many requests to Kommo payments take, and Kommo's maximum in any second, with two processes at work. */
export async function benchCalls(): Promise<void> {
  const postgres = await startPostgresServer({ durable: false });
  const kommo = await startKommoSandbox({ limit: { requests: rateLimit } });
  const scene = await setBenchScene({ postgres, kommo, rateLimit, processes: 2 });
  try {
    await Promise.all(scene.services.map((service) => service.start()));
    const { addReader } = openBookshop(kommo);
    const first = addReader();
    const others = Array.from({ length: backlog }, addReader);
    await idle(scene, kommo);
    const count = async (events: readonly FastSpringEvent[]) => {
      const before = kommo.callCount();
      await deliver(scene, events);
      await idle(scene, kommo);
      return kommo.callCount() - before;
    };
    printFigure('Kommo calls, first payment of an unknown customer (at most 4)', await count([soldTo(first)]));
    printFigure('Kommo calls, a further one (at most 3)', await count([soldTo(first)]));
    const unknown = await count(others.map(soldTo));
    printFigure(`Kommo calls, ${backlog} payments of unknown customers (at most ${1.2 * backlog})`, unknown);
    const known = await count(others.map(soldTo));
    printFigure(`Kommo calls, ${backlog} payments of known customers (at most 20)`, known);
    const busiest = kommo.busiestSecond();
    printChecked(`Kommo requests in the busiest second (at most ${rateLimit})`, busiest, (count) => count <= rateLimit);
    const refused = kommo.requests.filter(({ status }) => status === 429).length;
    printChecked('Kommo answers 429 (none)', refused, (count) => count === 0);
  } finally {
    await Promise.all(scene.services.map((service) => service.stop()));
    await kommo.close();
    await postgres.stop();
  }
}

async function deliver({ services }: BenchScene, events: readonly FastSpringEvent[]): Promise<void> {
  const { status } = await sendWebhook({
    url: `${services.at(-1)?.url}/webhooks/fastspring`,
    secret: webhookSecret,
    events: [...events],
  });
  if (status !== 200) throw new Error(`The webhook was answered ${status}`);
}

const statusSchema = z.object({
  kommo: z.object({ state: z.string() }),
  backlog: z.object({ events: z.number(), effects: z.number() }),
});

/** ms without a request to Kommo: at seven a second, a pause this long means that no work is left */
const silence = 4_000;

/** Waits until the account is known, no work is left and Kommo has had no requests for a while. */
async function idle({ ask }: BenchScene, kommo: KommoSandbox): Promise<void> {
  let calls = -1;
  let silentSince = performance.now();
  while (performance.now() - silentSince < silence) {
    const status = statusSchema.safeParse(await ask('GET', 'status').catch(() => null)).data;
    const isIdle = status !== undefined && status.backlog.events + status.backlog.effects === 0;
    if (!isIdle || kommo.callCount() !== calls) silentSince = performance.now();
    calls = kommo.callCount();
    await wait(100);
  }
}
