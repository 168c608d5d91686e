import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type Scene, setScene, webhookSecret } from '../faults/scene.ts';
import type { ServiceProcess } from '../faults/service-process.ts';
import { openBookshop } from './bookshop.ts';
import { cpuTimeOf, cpuTimeOfPostgres } from './cpu-time.ts';
import { deliveryOf, soldTo } from './deliveries.ts';
import { printFigure } from './figure.ts';
import { type LoadRequest, runLoad } from './load.ts';

const subdomains = Array.from({ length: 100 }, (_, index) => `shop${index + 1}`);
/** high, because the cost of a payment is measured, not the wait for Kommo */
const rateLimit = 50;
const kommoAnswersIn = 100;
/** ms between two payments of any account: one account's come seconds apart, so nothing is done for two at once */
const paymentEvery = 100;
const singleOfEach = 3;
const togetherOfEach = 50;
const idleFor = 10_000;

/**
 * What one payment of a known buyer costs: processor time of the service and of Postgres, requests to Kommo, rows and
 * bytes. When each comes alone, and when many come at once and are recorded and noted in sets. `docs/scale.md` reckons
 * with these figures.
 */
export async function benchCost(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  try {
    await measureOn(postgres);
  } finally {
    await postgres.stop();
  }
}

async function measureOn(postgres: PostgresServer): Promise<void> {
  const scene = await setScene({
    ...{ postgres, rateLimit },
    stories: subdomains.map((subdomain) => ({ subdomain, buyers: [], deliveries: [] })),
    environments: (databaseUrl) => [{ DATABASE_URL: databaseUrl }],
  });
  scene.kommo.faults.add({ kind: 'delay', ms: kommoAnswersIn, times: Infinity });
  const database = new pg.Client(scene.databaseUrl);
  await database.connect();
  try {
    const [service] = scene.services;
    if (service === undefined) throw new Error('No service was set up');
    await service.start();
    await measure({ postgres, scene, service, database, shops: openShops(scene, service) });
  } finally {
    await database.end();
    await scene.close();
  }
}

interface Bench {
  readonly postgres: PostgresServer;
  readonly scene: Scene;
  readonly service: ServiceProcess;
  readonly database: pg.Client;
  readonly shops: readonly Shop[];
}

interface Shop {
  readonly url: string;
  readonly sell: () => LoadRequest;
}

/** One buyer each. */
function openShops({ kommo, webhookPath }: Scene, service: ServiceProcess): readonly Shop[] {
  return subdomains.map((subdomain) => {
    const reader = openBookshop(kommo, subdomain).addReader();
    return {
      url: `${service.url}${webhookPath(subdomain)}`,
      sell: () => deliveryOf(webhookSecret, soldTo(reader)),
    };
  });
}

async function measure(bench: Bench): Promise<void> {
  await sellOneByOne(bench, 1);
  const idle = await use(bench, () => wait(idleFor));
  const name = '100 idle accounts';
  printFigure(`${name}: service`, ofSecond(idle.service, idle.took), 'ms of CPU/s');
  printFigure(`${name}: Postgres`, ofSecond(idle.postgres, idle.took), 'ms of CPU/s');

  const alone = await use(bench, () => sellOneByOne(bench, singleOfEach));
  printCost('a payment alone', alone, idle, singleOfEach);
  printFigure('a payment alone: Kommo requests', perPayment(alone.requests, singleOfEach).toFixed(2));

  const before = await countRows(bench.database);
  await pauseKommo(bench.database, true);
  const recording = await use(bench, () => sellTogether(bench));
  printCost('a payment of many, acknowledged and recorded', recording, idle, togetherOfEach);
  await pauseKommo(bench.database, false);
  const noting = await use(bench, () => untilNothingWaits(bench.scene));
  printCost('a payment of many, brought to Kommo', noting, idle, togetherOfEach);
  printFigure('a payment of many: Kommo requests', perPayment(noting.requests, togetherOfEach).toFixed(2));
  printGrowth(before, await countRows(bench.database));
}

interface Use {
  /** ms of CPU; null where the system does not tell */
  readonly service: number | null;
  readonly postgres: number | null;
  /** to Kommo */
  readonly requests: number;
  /** ms */
  readonly took: number;
}

async function use({ postgres, service, scene }: Bench, act: () => Promise<unknown>): Promise<Use> {
  const look = async () => ({
    service: await cpuTimeOf(service.pid() ?? 0),
    postgres: await cpuTimeOfPostgres(postgres),
    requests: scene.kommo.callCount(),
    took: performance.now(),
  });
  const before = await look();
  await act();
  const after = await look();
  const grown = (one: number | null, other: number | null) => (one === null || other === null ? null : other - one);
  return {
    service: grown(before.service, after.service),
    postgres: grown(before.postgres, after.postgres),
    requests: after.requests - before.requests,
    took: after.took - before.took,
  };
}

/** The time that the process uses while it waits belongs to no payment. */
function printCost(name: string, cost: Use, idle: Use, ofEach: number): void {
  for (const part of ['service', 'postgres'] as const) {
    const [used, unused] = [cost[part], idle[part]];
    if (used === null || unused === null) continue;
    const own = used - (unused * cost.took) / idle.took;
    printFigure(
      `${name}: ${part === 'service' ? 'service' : 'Postgres'}`,
      perPayment(own, ofEach).toFixed(2),
      'ms of CPU',
    );
  }
}

function perPayment(sum: number, ofEach: number): number {
  return sum / (ofEach * subdomains.length);
}

function ofSecond(used: number | null, took: number): string {
  return used === null ? 'unknown' : ((used * 1_000) / took).toFixed(1);
}

/** Of every account in turn; returns when Kommo has them all. */
async function sellOneByOne({ scene, shops }: Bench, ofEach: number): Promise<void> {
  for (let turn = 0; turn < ofEach; turn += 1) {
    for (const { url, sell } of shops) {
      await Promise.all([runLoad(url, 1, [sell()]), wait(paymentEvery)]);
    }
  }
  await untilNothingWaits(scene);
}

/** Returns when all are recorded. */
async function sellTogether({ shops, database }: Bench): Promise<void> {
  await Promise.all(shops.map(({ url, sell }) => runLoad(url, 1, Array.from({ length: togetherOfEach }, sell))));
  while ((await readNumber(database, `SELECT count(*) AS number FROM events WHERE state = 'received'`)) > 0)
    await wait(100);
}

/** Nothing is taken to Kommo meanwhile. */
async function pauseKommo(database: pg.Client, isPaused: boolean): Promise<void> {
  await database.query('UPDATE accounts SET paused_until = $1', [isPaused ? new Date(Date.now() + 3_600_000) : null]);
}

async function untilNothingWaits(scene: Scene): Promise<void> {
  while ((await scene.countPending(subdomains)) > 0) await wait(250);
}

/** rows and bytes, of the tables of the service alone, by name */
type Tables = ReadonlyMap<string, { readonly rows: number; readonly bytes: number }>;

async function countRows(database: pg.Client): Promise<Tables> {
  const { rows: names } = await database.query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname IN ('public', 'payload_months') AND relkind = 'r'`,
  );
  const tables = new Map<string, { rows: number; bytes: number }>();
  for (const { name } of z.array(z.object({ name: z.string() })).parse(names)) {
    tables.set(name, {
      rows: await readNumber(database, `SELECT count(*) AS number FROM ${name}`),
      bytes: await readNumber(database, `SELECT pg_total_relation_size('${name}') AS number`),
    });
  }
  return tables;
}

/** With indexes, and with what updates have left behind. */
function printGrowth(before: Tables, after: Tables): void {
  const grown = [...after].map(([name, { rows, bytes }]) => {
    const former = before.get(name);
    return { name, rows: rows - (former?.rows ?? 0), bytes: bytes - (former?.bytes ?? 0) };
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  printFigure('rows of a payment', perPayment(sum(grown.map(({ rows }) => rows)), togetherOfEach).toFixed(2));
  printFigure('bytes of a payment', perPayment(sum(grown.map(({ bytes }) => bytes)), togetherOfEach).toFixed(0));
  for (const { name, rows, bytes } of grown.filter(({ bytes }) => perPayment(bytes, togetherOfEach) >= 100)) {
    printFigure(`  of these in ${name}: rows`, perPayment(rows, togetherOfEach).toFixed(2));
    printFigure(`  of these in ${name}: bytes`, perPayment(bytes, togetherOfEach).toFixed(0));
  }
}

async function readNumber(database: pg.Client, sql: string): Promise<number> {
  const { rows } = await database.query(sql);
  return z.tuple([z.object({ number: z.coerce.number() })]).parse(rows)[0].number;
}
