import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { rememberedFor } from '../../server/api/card/live-answers.ts';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { bigLeadId, recordBigCustomer } from '../../testing/server/api/big-customer.ts';
import { openBookshop } from './bookshop.ts';
import { rateLimit, startCardServer } from './card-server.ts';
import { printFigure } from './figure.ts';
import { setBenchScene, webhookSecret } from './scene.ts';

const cards = 10;
const rounds = 3;
const roundSeconds = 25;
const tenMinutes = 600;
const webhooks = 100;

/** The cost of open cards while nothing happens, and how soon they show a payment that another process has received. */
export async function benchLive(): Promise<void> {
  const postgres = await startPostgresServer({ durable: false });
  const kommo = await startKommoSandbox({ limit: { requests: rateLimit } });
  try {
    await benchOpenCards(postgres, kommo);
    await benchDelay(postgres, kommo);
  } finally {
    await kommo.close();
    await postgres.stop();
  }
}

/** Every statement is counted, including those that identify the reader. */
async function benchOpenCards(postgres: PostgresServer, kommo: KommoSandbox): Promise<void> {
  const { address, accountId, database, headersOf, takeCount, close } = await startCardServer(
    postgres.url('postgres'),
    kommo,
    cards,
  );
  await recordBigCustomer(database, accountId, { orders: 20, subscriptions: 2 });
  const ask = async (card: number, etag: string, query = '') => {
    const answer = await fetch(`${address}/api/v1/leads/${bigLeadId + card}/payments${query}`, {
      // A person's fourth window would end the request of the first one.
      headers: { ...headersOf(card), 'if-none-match': etag },
    });
    await answer.arrayBuffer();
    return { status: answer.status, etag: answer.headers.get('etag') ?? '' };
  };
  const etags = await Promise.all(Array.from({ length: cards }, async (_, card) => (await ask(card, '""')).etag));
  takeCount();
  await ask(0, '""');
  const ofRead = takeCount();
  // The first question of a process makes it listen.
  await Promise.all(etags.map((etag, card) => ask(card, etag, '?wait=1')));
  takeCount();
  let requests = 0;
  await Promise.all(
    etags.map(async (etag, card) => {
      for (let round = 0; round < rounds; round += 1) {
        const { status } = await ask(card, etag, `?wait=${roundSeconds}`);
        if (status !== 304) throw new Error(`An open card was answered ${status}`);
        requests += 1;
      }
    }),
  );
  const statements = takeCount();
  await close();
  const share = tenMinutes / (rounds * roundSeconds);
  const reads = (cards * tenMinutes * 1_000) / rememberedFor;
  const polls = (cards * tenMinutes) / 3;
  const name = `${cards} open cards, ten minutes`;
  printFigure(`${name}, asking every 3 s: requests`, polls);
  printFigure(`${name}, asking every 3 s: statements`, polls * ofRead);
  printFigure(`${name}, held for ${roundSeconds} s: requests`, requests * share);
  printFigure(`${name}, held: statements while waiting`, Math.round(statements * share));
  printFigure(`${name}, held: statements to read the payments again every five minutes`, reads * ofRead);
  printFigure('statements of a request that is held (1)', (statements / requests).toFixed(1));
}

const paymentsSchema = z.object({ orders: z.array(z.unknown()) });

/** From sending the webhook to one process until the card held by another one has the order. */
async function benchDelay(postgres: PostgresServer, kommo: KommoSandbox): Promise<void> {
  const scene = await setBenchScene({ postgres, kommo, rateLimit, processes: 2 });
  try {
    await Promise.all(scene.services.map((service) => service.start()));
    const reader = openBookshop(kommo).addReader();
    const [holder, receiver] = scene.services;
    let etag = '';
    const read = async (query = '') => {
      const url = `${holder?.url}/api/v1/leads/${reader.leadId}/payments${query}`;
      const answer = await fetch(url, {
        headers: { 'x-auth-token': scene.oneTimeToken(), ...(etag && { 'if-none-match': etag }) },
      });
      etag = answer.headers.get('etag') ?? '';
      return answer.status === 200 ? paymentsSchema.parse(await answer.json()).orders.length : null;
    };
    while ((await read().catch(() => null)) === null) await wait(200);
    const delays: number[] = [];
    for (let orders = 1; orders <= webhooks; orders += 1) {
      let shown = 0;
      const card = (async () => {
        while (shown < orders) shown = (await read('?wait=25')) ?? shown;
        return performance.now();
      })();
      await wait(50);
      const sent = performance.now();
      await sendWebhook({
        url: `${receiver?.url}/webhooks/fastspring`,
        secret: webhookSecret,
        events: [...reader.buy()],
      });
      delays.push((await card) - sent);
    }
    delays.sort((one, other) => one - other);
    const at = (part: number) => Math.round(delays[Math.min(Math.floor(delays.length * part), delays.length - 1)] ?? 0);
    const name = `webhook to open card, another process, of ${webhooks}`;
    printFigure(`${name}: median`, at(0.5), 'ms');
    printFigure(`${name}: p95 (at most 2000)`, at(0.95), 'ms');
    printFigure(`${name}: slowest`, at(1), 'ms');
  } finally {
    await Promise.all(scene.services.map((service) => service.stop()));
  }
}
