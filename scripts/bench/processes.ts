import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type Scene, setScene, webhookSecret } from '../faults/scene.ts';
import { openBookshop } from './bookshop.ts';
import { deliveryOf, soldTo } from './deliveries.ts';
import { printChecked, printFigure } from './figure.ts';
import { type LoadRequest, runLoad } from './load.ts';

/** Kommo's own limit, and the time of its answers, ms */
const rateLimit = 7;
const kommoAnswersIn = 100;
const subdomains = Array.from({ length: 8 }, (_, index) => `shop${index + 1}`);
/** of each account; each has to be searched for in Kommo */
const strangers = 60;
const paymentsOfEach = 10;
/** in all, spread over the processes */
const connections = 48;
/** ms */
const watchAtMost = 40_000;

/**
 * Payments of eight accounts, sent to one process and to four that share a Postgres with its writes forced to the disk:
 * how fast they are acknowledged and recorded, whether Kommo's limit holds, and whether each account gets its share.
 */
export async function benchProcesses(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  try {
    for (const processes of [1, 4]) await measure(postgres, processes);
  } finally {
    await postgres.stop();
  }
}

async function measure(postgres: PostgresServer, processes: number): Promise<void> {
  const scene = await setScene({
    ...{ postgres, processes, rateLimit },
    stories: subdomains.map((subdomain) => ({ subdomain, buyers: [], deliveries: [] })),
    environments: (databaseUrl) => Array.from({ length: processes }, () => ({ DATABASE_URL: databaseUrl })),
  });
  scene.kommo.faults.add({ kind: 'delay', ms: kommoAnswersIn, times: Infinity });
  const database = new pg.Client(scene.databaseUrl);
  await database.connect();
  try {
    await Promise.all(scene.services.map((service) => service.start()));
    const deliveries = createDeliveries(scene);
    const name = processes === 1 ? 'one process' : `${processes} processes`;
    const begun = performance.now();
    const perSecond = (end: number) => ((deliveries.length * 1_000) / (end - begun)).toFixed(0);
    const recording = untilRecorded(database, deliveries.length);
    const watching = watchBacklog(database);
    printFigure(`${name}, 8 accounts: acknowledged`, perSecond(await send(scene, deliveries)), '/s');
    printFigure(`${name}, 8 accounts: recorded`, perSecond(await recording), '/s');
    printKommo(scene, name, await watching);
  } finally {
    await database.end();
    await scene.close();
  }
}

interface Addressed extends LoadRequest {
  readonly path: string;
}

/** Of all accounts in turn. */
function createDeliveries({ kommo, webhookPath }: Scene): readonly Addressed[] {
  const shops = subdomains.map((subdomain) => {
    const { addReader } = openBookshop(kommo, subdomain);
    return { path: webhookPath(subdomain), readers: Array.from({ length: strangers }, addReader) };
  });
  return Array.from({ length: strangers * paymentsOfEach }, (_, turn) =>
    shops.flatMap(({ path, readers }) => {
      const reader = readers[turn % readers.length];
      return reader === undefined ? [] : { path, ...deliveryOf(webhookSecret, soldTo(reader)) };
    }),
  ).flat();
}

/** Spreads the webhooks of every account over all processes; returns when the last was answered. */
async function send({ services }: Scene, deliveries: readonly Addressed[]): Promise<number> {
  const ofEach = connections / (services.length * subdomains.length);
  await Promise.all(
    services.flatMap(({ url }, index) =>
      Object.entries(Object.groupBy(deliveries, ({ path }) => path)).map(([path, own = []]) =>
        runLoad(
          `${url}${path}`,
          Math.ceil(ofEach),
          own.filter((_, number) => number % services.length === index),
        ),
      ),
    ),
  );
  return performance.now();
}

/** Returns when the last was recorded. */
async function untilRecorded(database: pg.Client, events: number): Promise<number> {
  const schema = z.tuple([z.object({ count: z.coerce.number() })]);
  for (;;) {
    const { rows } = await database.query(`SELECT count(*) FROM events WHERE state <> 'received'`);
    if (schema.parse(rows)[0].count >= events) return performance.now();
    await wait(50);
  }
}

interface Period {
  /** ms since 1970 */
  readonly since: number;
  readonly until: number;
}

/** The time during which customers of every account have to be searched for in Kommo, or its first part. */
async function watchBacklog(database: pg.Client): Promise<Period> {
  while ((await countBusyAccounts(database)) < subdomains.length) await wait(100);
  const since = Date.now();
  for (;;) {
    const until = Date.now();
    if ((await countBusyAccounts(database)) < subdomains.length) return { since, until };
    if (until - since >= watchAtMost) return { since, until };
    await wait(100);
  }
}

async function countBusyAccounts(database: pg.Client): Promise<number> {
  const { rows } = await database.query(
    'SELECT count(DISTINCT account_id)::int AS count FROM customers WHERE next_match_at IS NOT NULL',
  );
  return z.tuple([z.object({ count: z.number() })]).parse(rows)[0].count;
}

function printKommo({ kommo }: Scene, name: string, { since, until }: Period): void {
  const watched = kommo.requests.filter(({ at }) => at >= since && at < until);
  const counts = subdomains.map((subdomain) => watched.filter(({ account }) => account === subdomain).length);
  const [largest, smallest] = [Math.max(...counts), Math.min(...counts)];
  const seconds = (until - since) / 1_000;
  printFigure(`${name}: while all accounts have a backlog`, seconds.toFixed(1), 's');
  printFigure(`${name}: Kommo requests meanwhile`, (watched.length / seconds).toFixed(1), '/s');
  printFigure(`${name}: Kommo requests of an account, largest / smallest`, (largest / smallest).toFixed(2));
  const isWithinLimit = (count: number) => count <= rateLimit;
  printChecked(
    `${name}: Kommo requests in the busiest second (at most ${rateLimit})`,
    kommo.busiestSecond(),
    isWithinLimit,
  );
}
