import Fastify from 'fastify';
import { paymentsRoutes } from '../../server/api/card/payments-route.ts';
import { prepareApi } from '../../server/api/prepare-api.ts';
import { createKommoMemory } from '../../server/kommo/memory/memory.ts';
import { kommoTimeouts } from '../../server/kommo/requests/timeouts.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { apiConfig } from '../../testing/server/api/api-config.ts';
import { bigLeadId, recordBigCustomer } from '../../testing/server/api/big-customer.ts';
import { testSealer } from '../../testing/server/platform/crypto/test-sealer.ts';
import { printFigure } from './figure.ts';

const size = { orders: 500, subscriptions: 20 };
const requests = 200;

/** How long the card of a customer with 500 orders and 20 subscriptions waits, over HTTP, on Postgres. */
export async function benchPayments(): Promise<void> {
  const postgres = await startPostgresServer({ durable: false });
  const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' });
  const app = Fastify();
  try {
    const { prisma } = database;
    const { id: accountId } = await prisma.account.create({ data: { subdomain: 'bench', webhookKey: 'bench' } });
    await recordBigCustomer(database, accountId, size);
    const api = prepareApi(app, {
      ...{ config: apiConfig, database, sealer: testSealer, wake: () => undefined },
      kommo: {
        memory: createKommoMemory(prisma, withoutKommo, kommoTimeouts),
        forAccount: withoutKommo,
        standstill: { count: () => 0, last: () => null, onEnd: () => undefined },
      },
      authenticate: async () => ({ accountId, userId: 1, isAdministrator: true, accountLanguage: 'en' }),
    });
    await api.register(paymentsRoutes);
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `${address}/api/v1/leads/${bigLeadId}/payments`;
    const { etag, bytes } = await measure(url, {}, 20);
    const name = `payments of ${size.orders} orders, ${size.subscriptions} subscriptions`;
    const full = await measure(url, {}, requests);
    printFigure(`${name}: median`, full.median.toFixed(1), 'ms');
    printFigure(`${name}: p99`, full.p99.toFixed(1), 'ms');
    printFigure(`${name}: size`, Math.round(bytes / 1024), 'KB');
    const unchanged = await measure(url, { 'if-none-match': etag }, requests);
    printFigure(`${name}: median of 304`, unchanged.median.toFixed(1), 'ms');
  } finally {
    await app.close();
    await database.close();
    await postgres.stop();
  }
}

/** An administrator's rights need no request to Kommo. */
function withoutKommo(): never {
  throw new Error('Kommo was asked');
}

/** One request after the other, as cards ask. */
async function measure(url: string, headers: Record<string, string>, count: number) {
  const times: number[] = [];
  let etag = '';
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const begin = performance.now();
    const answer = await fetch(url, { headers });
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - begin);
    etag = answer.headers.get('etag') ?? '';
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(Math.floor(times.length * share), times.length - 1)] ?? 0;
  return { median: at(0.5), p99: at(0.99), etag, bytes };
}
