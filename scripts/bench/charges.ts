import { randomUUID } from 'node:crypto';
import { readEvents } from '../../server/fastspring/payloads/read-events.ts';
import { readBatch } from '../../server/fastspring/webhook/batch.ts';
import { storeEvents } from '../../server/fastspring/webhook/store-events.ts';
import type { Database } from '../../server/platform/database/database.ts';
import { inChunks } from '../../server/platform/runtime/chunks.ts';
import { recordEvents } from '../../server/recording/record.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import {
  addCustomer,
  addProduct,
  createStore,
  type FastSpringEvent,
  purchase,
  renew,
} from '../../testing/sandbox/fastspring/index.ts';
import { printFigure } from './figure.ts';
import { median } from './load.ts';

const charges = 20_000;
const tries = 20;
const together = 100;
const hour = 3_600_000;

/** What one more event costs a plan that is charged hourly, after two years: one that is next, and one that comes late. */
export async function benchCharges(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' });
  try {
    const { id } = await database.prisma.account.create({ data: { subdomain: 'bench', webhookKey: randomUUID() } });
    const { first, ofCharge } = openHourlyPlan();
    const number = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
    // The odd ones are kept back: they come late.
    const events = [...first, ...number(charges).map((each) => ofCharge(2 * each))];
    for (const some of inChunks(events, together)) await record(database, id, some);
    const next = await timeEach(number(tries).map((each) => [ofCharge(2 * (charges + each))]));
    const late = await timeEach(number(tries).map((each) => [ofCharge(charges + 2 * each + 1)]));
    const name = `a subscription of ${charges} charges`;
    printFigure(`${name}: its next event, median (at most 50)`, median(next).toFixed(1), 'ms');
    printFigure(`${name}: a late event, median (at most 50)`, median(late).toFixed(1), 'ms');

    async function timeEach(deliveries: readonly (readonly FastSpringEvent[])[]): Promise<readonly number[]> {
      const times: number[] = [];
      for (const delivery of deliveries) times.push(await record(database, id, delivery));
      return times;
    }
  } finally {
    await database.close();
    await postgres.stop();
  }
}

function openHourlyPlan() {
  const store = createStore();
  const product = addProduct(store, {
    ...{ path: 'usage', name: 'Usage', sku: 'USAGE', prices: { EUR: '1.00' } },
    interval: { unit: 'day', length: 1 },
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const sale = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  const [started] = sale.subscriptions;
  const subscription = store.subscriptions.get(started?.id ?? '');
  if (subscription === undefined) throw new Error('The sandbox sold no subscription');
  const begun = store.clock.now();
  return {
    first: sale.events,
    ofCharge: (half: number): FastSpringEvent => {
      const charged = renew(store, subscription, begun + (half * hour) / 2).events.find(
        ({ type }) => type === 'subscription.charge.completed',
      );
      if (charged === undefined) throw new Error('The sandbox charged nothing');
      return charged;
    },
  };
}

/** @returns ms of the transaction */
async function record(database: Database, accountId: string, events: readonly FastSpringEvent[]): Promise<number> {
  const incoming = readBatch(JSON.stringify({ events }));
  if (incoming === undefined) throw new Error('The events are no batch');
  await storeEvents(database, accountId, 'webhook', incoming);
  const begun = performance.now();
  await database.prisma.$transaction(async (transaction) => {
    const received = await transaction.event.findMany({
      where: { accountId, state: 'received' },
      select: { id: true },
    });
    const ids = received.map(({ id: rowId }) => rowId);
    await recordEvents(transaction, accountId, await readEvents(transaction, accountId, ids));
  });
  return performance.now() - begun;
}
