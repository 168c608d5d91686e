import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readBatch } from '../../../server/fastspring/webhook/batch.ts';
import { storeDeliveries } from '../../../server/fastspring/webhook/store-events.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { queryRows } from '../../../server/platform/database/read-rows.ts';
import { inChunks } from '../../../server/platform/runtime/chunks.ts';
import { recordReceivedEvents } from '../../../server/sync/record/record-events.ts';
import { openDatabase } from '../../../testing/postgres/open-database.ts';
import { startPostgresServer } from '../../../testing/postgres/postgres-server.ts';
import { addCustomer, addProduct, createStore, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { guardOf } from '../../../testing/server/personal-data/guard.ts';
import { printFigure } from '../figure.ts';

const orders = 20_000;
const ordersOfCustomer = 2;
/** deliveries that are stored by one statement, and recorded by one transaction */
const together = 50;
/** GB of a million orders */
const atMost = 2;

/**
 * The space on the disk that an order takes: its event with FastSpring's expansions, its fact, its row, a share of its
 * customer, and their indexes, as the webhook stores and the service records them. Rows that were replaced count until
 * Postgres' own vacuum has given their space to new ones; it looks each second here, because this grows faster than any shop.
 */
export async function measureDisk(): Promise<void> {
  const postgres = await startPostgresServer();
  const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' });
  try {
    await database.query(`ALTER SYSTEM SET autovacuum_naptime = '1s'`);
    await database.query('SELECT pg_reload_conf()');
    const empty = await readSizes(database);
    const times = await recordOrders(database);
    printFigure('an order: text of its event', Math.round(times.bytes / orders), 'B');
    printFigure('an order: stored', Math.round((orders * 1_000) / times.stored), '/s');
    printFigure('an order: recorded', Math.round((orders * 1_000) / times.recorded), '/s');
    let bytes = 0;
    for (const [name, size] of await readSizes(database)) {
      const ofOrder = (size - (empty.get(name) ?? 0)) / orders;
      bytes += ofOrder;
      if (ofOrder >= 1) printFigure(`an order: ${name}`, Math.round(ofOrder), 'B');
    }
    for (const { name, again } of await queryRows(database, againRow, writtenAgain)) {
      printFigure(`an order: ${name}, rows written again`, (again / orders).toFixed(2));
    }
    printFigure('an order: all', Math.round(bytes), 'B');
    printFigure(`a million orders (at most ${atMost})`, (bytes / 1_000).toFixed(2), 'GB');
  } finally {
    await database.close();
    await postgres.stop();
  }
}

async function recordOrders(database: Database) {
  const { id: accountId } = await database.prisma.account.create({
    data: { subdomain: 'bench', webhookKey: randomUUID() },
  });
  const dependencies = { prisma: database.prisma, guard: guardOf(database), log: console };
  const { signal } = new AbortController();
  const sell = openShop();
  const times = { bytes: 0, stored: 0, recorded: 0 };
  const numbers = Array.from({ length: orders }, (_, number) => number);
  for (const some of inChunks(numbers, together)) {
    const deliveries = some.map((number) => ({ accountId, events: readBatch(sell(number)) ?? [] }));
    times.bytes += deliveries.reduce((sum, { events }) => sum + Buffer.byteLength(events[0]?.payload ?? ''), 0);
    const begun = performance.now();
    await storeDeliveries(database, 'webhook', deliveries);
    const stored = performance.now();
    await recordReceivedEvents(dependencies, accountId, Date.now(), signal);
    times.stored += stored - begun;
    times.recorded += performance.now() - stored;
  }
  return times;
}

/** @returns the webhook of an order, by its number */
function openShop(): (number: number) => string {
  const store = createStore();
  const prices = { EUR: '100.00', USD: '109.00' };
  const product = addProduct(store, { path: 'book', name: 'Book', sku: 'BOOK', prices, interval: null });
  const customers = Array.from({ length: Math.ceil(orders / ordersOfCustomer) }, (_, number) =>
    addCustomer(store, { first: 'Reader', last: String(number), email: `reader${number}@firm${number}.example` }),
  );
  return (number) => {
    const customer = customers[number % customers.length];
    if (customer === undefined) throw new Error('There is no such customer');
    const { events } = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
    return JSON.stringify({ events: events.filter(({ type }) => type === 'order.completed') });
  };
}

const sizeRow = z.object({ name: z.string(), size: z.number() });

/** bytes of each table with its TOAST, and of each index; all partitions together */
async function readSizes(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await queryRows(
    database,
    sizeRow,
    `SELECT coalesce(pg_partition_root(c.oid), c.oid)::regclass::text AS name,
       sum(CASE relkind WHEN 'r' THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END)::float8 AS size
     FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname IN ('public', 'payload_months') AND relkind IN ('r', 'i') GROUP BY 1 ORDER BY 2 DESC`,
  );
  return new Map(rows.map(({ name, size }) => [name, size]));
}

const againRow = z.object({ name: z.string(), again: z.number() });
const writtenAgain = `SELECT relname::text AS name, n_tup_upd::float8 AS again FROM pg_stat_user_tables
  WHERE relname IN ('events', 'facts', 'orders', 'customers') ORDER BY 1`;
