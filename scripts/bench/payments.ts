import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { z } from 'zod';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { bigLeadId, recordBigCustomer } from '../../testing/server/api/big-customer.ts';
import { startCardServer } from './card-server.ts';
import { printFigure } from './figure.ts';

const sizes = [500, 5_000];
const subscriptions = 20;
const requests = 200;
const connections = 10;
const askedFor = 5_000;

/** How long the card of a customer with many orders waits, over HTTP, on Postgres, with its real authentication. */
export async function benchPayments(): Promise<void> {
  const postgres = await startPostgresServer({ durable: false });
  try {
    for (const orders of sizes) {
      const name = `orders_${orders}`;
      const client = new pg.Client({ connectionString: postgres.url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      await benchCard(postgres.url(name), orders);
    }
  } finally {
    await postgres.stop();
  }
}

async function benchCard(databaseUrl: string, orders: number): Promise<void> {
  const kommo = await startKommoSandbox();
  const server = await startCardServer(databaseUrl, kommo, 1);
  try {
    await recordBigCustomer(server.database, server.accountId, { orders, subscriptions });
    await server.database.query('ANALYZE');
    const url = `${server.address}/api/v1/leads/${bigLeadId}/payments`;
    const headers = server.headersOf(0);
    await measure(url, headers, 20);
    const name = `payments of ${orders} orders, ${subscriptions} subscriptions`;
    server.takeCount();
    const full = await measure(url, headers, requests);
    printFigure(`${name}: median (at most 25)`, full.median.toFixed(1), 'ms');
    printFigure(`${name}: p99`, full.p99.toFixed(1), 'ms');
    printFigure(`${name}: size (at most 60)`, (full.bytes / 1000).toFixed(1), 'KB');
    printFigure(`${name}: statements`, server.takeCount() / requests);
    const known = { ...headers, 'if-none-match': full.etag };
    const unchanged = await measure(url, known, requests);
    printFigure(`${name}: median of 304`, unchanged.median.toFixed(2), 'ms');
    printFigure(`${name}: statements of 304 (1)`, server.takeCount() / requests);
    printFigure(`${name}: 304 a second (at least 2000)`, Math.round(await askAgain(url, known)));
  } finally {
    await server.close();
    await kommo.close();
  }
}

/** One request after the other, as cards ask. */
async function measure(url: string, headers: Readonly<Record<string, string>>, count: number) {
  const times: number[] = [];
  let etag = '';
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const begin = performance.now();
    const answer = await fetch(url, { headers });
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - begin);
    if (answer.status >= 400) throw new Error(`A card was answered ${answer.status}`);
    etag = answer.headers.get('etag') ?? '';
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(Math.floor(times.length * share), times.length - 1)] ?? 0;
  return { median: at(0.5), p99: at(0.99), etag, bytes };
}

/** @returns answers a second over several connections */
async function askAgain(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const workerData = { url, headers, connections, milliseconds: askedFor };
  const worker = new Worker(new URL('./ask-again.ts', import.meta.url), { workerData });
  const [perSecond] = z.tuple([z.number()]).parse(await once(worker, 'message'));
  return perSecond;
}
