import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { createDatabase } from '../faults/scene.ts';
import { openBookshop } from './bookshop.ts';
import { deliveryOf, soldTo } from './deliveries.ts';
import { benchSecret } from './ingest.ts';
import { type LoadRequest, runLoad } from './load.ts';
import { startReceiver } from './receiver-process.ts';
import { setBenchScene, webhookSecret } from './scene.ts';
import { chargeDelivery } from './stripe-charge.ts';

/** What takes payments by webhook, in a process of its own, on a database of its own on the same Postgres. */
export interface Contender {
  readonly url: string;
  readonly createDeliveries: (count: number) => readonly LoadRequest[];
  /** returns when everything that was acknowledged is recorded */
  readonly untilRecorded: () => Promise<void>;
  readonly countRecorded: () => Promise<number>;
  /** to the process between two turns, so that its other work does not slow the others down */
  readonly suspend: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

const buyers = 200;
const connections = 50;

/** Fastify with one durable INSERT: nothing that answers after storing is faster. */
export async function startFloor(postgres: PostgresServer, kommo: KommoSandbox): Promise<Contender> {
  const { addReader } = openBookshop(kommo);
  const reader = addReader();
  return startOther(postgres, {
    ...{ program: 'ingest-receiver.ts', parameters: ['insert'], table: 'floor' },
    createDelivery: () => deliveryOf(benchSecret, soldTo(reader)),
  });
}

/** @supabase/stripe-sync-engine, with its own migrations, upserting each payment before it answers */
export function startStripe(postgres: PostgresServer): Promise<Contender> {
  return startOther(postgres, {
    ...{ program: 'stripe-receiver.ts', parameters: [], table: 'stripe.charges' },
    createDelivery: chargeDelivery,
  });
}

/** For them acknowledging is recording. */
async function startOther(
  postgres: PostgresServer,
  of: {
    readonly program: string;
    readonly parameters: readonly string[];
    readonly table: string;
    readonly createDelivery: () => LoadRequest;
  },
): Promise<Contender> {
  const databaseUrl = await createDatabase(postgres);
  const receiver = await startReceiver(of.program, databaseUrl, of.parameters);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  return {
    url: receiver.url,
    createDeliveries: (count) => Array.from({ length: count }, of.createDelivery),
    untilRecorded: async () => undefined,
    countRecorded: () => readCount(database, `SELECT count(*) FROM ${of.table}`),
    suspend: () => void process.kill(receiver.pid, 'SIGSTOP'),
    resume: () => void process.kill(receiver.pid, 'SIGCONT'),
    stop: async () => {
      await database.end();
      await receiver.stop();
    },
  };
}

/** The whole service with its worker. Its buyers have paid before, and Kommo knows them. */
export async function startOurs(postgres: PostgresServer, kommo: KommoSandbox, rateLimit: number): Promise<Contender> {
  const scene = await setBenchScene({ postgres, kommo, rateLimit, processes: 1 });
  const [service] = scene.services;
  if (service === undefined) throw new Error('No service was set up');
  await service.start();
  const database = new pg.Client(scene.databaseUrl);
  await database.connect();
  const { addReader } = openBookshop(kommo);
  const readers = Array.from({ length: buyers }, addReader);
  const contender: Contender = {
    url: `${service.url}/webhooks/fastspring`,
    createDeliveries: (count) =>
      Array.from({ length: count }, (_, index) => {
        const reader = readers[index % readers.length];
        if (reader === undefined) throw new Error('Nobody buys');
        return deliveryOf(webhookSecret, soldTo(reader));
      }),
    untilRecorded: () =>
      untilNone(() => readCount(database, `SELECT count(*) FROM events WHERE state = 'received'`), 10),
    countRecorded: () => readCount(database, 'SELECT count(*) FROM orders'),
    suspend: service.suspend,
    resume: service.resume,
    stop: async () => {
      await database.end();
      await service.stop();
    },
  };
  await runLoad(contender.url, connections, contender.createDeliveries(readers.length));
  await contender.untilRecorded();
  await untilNone(() => readCount(database, `SELECT count(*) FROM customers WHERE match_state <> 'linked'`), 100);
  return contender;
}

const countSchema = z.tuple([z.object({ count: z.coerce.number() })]);

async function readCount(database: pg.Client, sql: string): Promise<number> {
  return countSchema.parse((await database.query(sql)).rows)[0].count;
}

/** @param every ms between two looks */
async function untilNone(count: () => Promise<number>, every: number): Promise<void> {
  while ((await count()) > 0) await wait(every);
}
