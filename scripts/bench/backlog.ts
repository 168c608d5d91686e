import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { openBookshop, type Reader } from './bookshop.ts';
import { deliveryOf, soldTo } from './deliveries.ts';
import { printFigure } from './figure.ts';
import { median, quantile, runLoad } from './load.ts';
import { type BenchScene, setBenchScene, webhookSecret } from './scene.ts';

/** Kommo's own limit, and the time of its answers, ms */
const rateLimit = 7;
const kommoAnswersIn = 100;
const strangers = 1_000;
const paymentsOfEach = 5;
const knownReaders = 40;
/** s between two live payments */
const liveEvery = 1;
const connections = 50;

/**
 * 5,000 webhooks at once of a thousand unknown buyers, each with a search in Kommo: how fast they are acknowledged and
 * recorded, whether Kommo's limit is used meanwhile, and how long a payment waits that comes behind them.
 */
export async function benchBacklog(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  const kommo = await startKommoSandbox({ limit: { requests: rateLimit } });
  kommo.faults.add({ kind: 'delay', ms: kommoAnswersIn, times: Infinity });
  try {
    await measureBacklog(postgres, kommo);
  } finally {
    await kommo.close();
    await postgres.stop();
  }
}

async function measureBacklog(postgres: PostgresServer, kommo: KommoSandbox): Promise<void> {
  const scene = await setBenchScene({ postgres, kommo, rateLimit, processes: 1 });
  const [service] = scene.services;
  if (service === undefined) throw new Error('No service was set up');
  const database = new pg.Client(scene.databaseUrl);
  await database.connect();
  try {
    await service.start();
    const { addReader } = openBookshop(kommo);
    const known = Array.from({ length: knownReaders }, addReader);
    const buyers = Array.from({ length: strangers }, addReader);
    for (const reader of known) await pay(scene, reader);
    await untilNoted(kommo, known, 1);
    printFigure('live payment, nothing waits: median', median(await payLive(scene, kommo, known)).toFixed(2), 's');

    const deliveries = Array.from({ length: paymentsOfEach }, () =>
      buyers.map((buyer) => deliveryOf(webhookSecret, soldTo(buyer))),
    ).flat();
    const begun = performance.now();
    const recorded = untilRecorded(database, knownReaders * 2 + deliveries.length).then(
      () => performance.now() - begun,
    );
    const load = await runLoad(`${service.url}/webhooks/fastspring`, connections, deliveries);
    const name = `${deliveries.length} webhooks at once`;
    printFigure(`${name}: acknowledged`, load.perSecond.toFixed(0), '/s');
    printFigure(`${name}: p99 of the answer`, load.p99.toFixed(1), 'ms');
    const [since, callsBefore] = [performance.now(), kommo.callCount()];
    const seconds = await payLive(scene, kommo, known);
    const perSecond = ((kommo.callCount() - callsBefore) * 1_000) / (performance.now() - since);
    printFigure(`${name}: recorded`, ((deliveries.length * 1_000) / (await recorded)).toFixed(0), '/s');
    printFigure(`${name}: Kommo requests while they wait (at least 6)`, perSecond.toFixed(1), '/s');
    printFigure(`${name}: buyers matched meanwhile`, await countMatched(database));
    printFigure(`${name}: live payment behind them, median`, median(seconds).toFixed(1), 's');
    printFigure(`${name}: live payment behind them, p95 (at most 15)`, p95(seconds).toFixed(1), 's');
  } finally {
    await database.end();
    await service.stop();
  }
}

const p95 = (values: readonly number[]) =>
  quantile(
    values.toSorted((one, other) => one - other),
    0.95,
  );

/** Each known reader pays once more; returns the seconds until the deal has its note. */
function payLive(scene: BenchScene, kommo: KommoSandbox, known: readonly Reader[]): Promise<readonly number[]> {
  return Promise.all(
    known.map(async (reader, index) => {
      await wait(index * liveEvery * 1_000);
      const before = kommo.notesOf(reader.leadId).length;
      const paid = performance.now();
      await pay(scene, reader);
      await untilNoted(kommo, [reader], before + 1);
      return (performance.now() - paid) / 1_000;
    }),
  );
}

async function pay({ services }: BenchScene, reader: Reader): Promise<void> {
  const url = `${services[0]?.url}/webhooks/fastspring`;
  const { status } = await sendWebhook({ url, secret: webhookSecret, events: [soldTo(reader)] });
  if (status !== 200) throw new Error(`The webhook was answered ${status}`);
}

/** Every deal has so many notes. */
async function untilNoted(kommo: KommoSandbox, readers: readonly Reader[], notes: number): Promise<void> {
  while (readers.some(({ leadId }) => kommo.notesOf(leadId).length < notes)) await wait(50);
}

async function untilRecorded(database: pg.Client, events: number): Promise<void> {
  const schema = z.tuple([z.object({ count: z.coerce.number() })]);
  for (;;) {
    const { rows } = await database.query(`SELECT count(*) FROM events WHERE state <> 'received'`);
    if (schema.parse(rows)[0].count >= events) return;
    await wait(100);
  }
}

async function countMatched(database: pg.Client): Promise<number> {
  const { rows } = await database.query(`SELECT count(*)::int AS count FROM customers WHERE match_state = 'linked'`);
  return z.tuple([z.object({ count: z.number() })]).parse(rows)[0].count - knownReaders;
}
