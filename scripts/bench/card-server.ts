import { PrismaPg } from '@prisma/adapter-pg';
import Fastify from 'fastify';
import { paymentsRoutes } from '../../server/api/card/payments-route.ts';
import { createAuthentication } from '../../server/api/people/authenticate.ts';
import { type ApiServices, prepareApi } from '../../server/api/prepare-api.ts';
import { direct } from '../../server/config/egress-addresses.ts';
import { createKommo } from '../../server/kommo/kommo.ts';
import { PrismaClient } from '../../server/platform/database/generated/client.ts';
import { createPool, statementLimits } from '../../server/platform/database/pools.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { apiConfig } from '../../testing/server/api/api-config.ts';
import { testSealer, testSecret } from '../../testing/server/platform/crypto/test-sealer.ts';

/** high, because Kommo is not measured */
export const rateLimit = 50;

/** The cards' route with its real authentication, on a database that counts its statements, for this many readers. */
export async function startCardServer(databaseUrl: string, kommo: KommoSandbox, readers: number) {
  const opened = await openDatabase({ databaseUrl, dataDir: '' });
  const pool = createPool(databaseUrl, { max: 10, statementLimit: statementLimits.usual });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), log: [{ emit: 'event', level: 'query' }] });
  let statements = 0;
  const count = () => {
    statements += 1;
  };
  prisma.$on('query', count);
  const database: ApiServices['database'] = {
    ...opened,
    prisma,
    query: (sql, values) => {
      count();
      return opened.query(sql, values);
    },
  };
  const { id: kommoAccountId, subdomain, users: people } = kommo.account();
  const account = { kommoAccountId, subdomain, webhookKey: subdomain };
  const { id: accountId } = await prisma.account.create({ data: account });
  const first = Math.max(...people.map(({ id }) => id));
  const rights = { is_active: true, is_admin: true };
  const users = Array.from({ length: readers }, (_, index) => ({ id: first + index, name: `Reader ${index}`, rights }));
  await prisma.kommoMemory.create({ data: { accountId, name: 'users', value: users } });
  const connected = connectTo(kommo, database);
  const app = prepareApi(Fastify(), {
    ...{ config: apiConfig, database, sealer: testSealer, kommo: connected, wake: () => undefined },
    authenticate: createAuthentication(connected),
  });
  await app.register(paymentsRoutes);
  return {
    address: await app.listen({ host: '127.0.0.1', port: 0 }),
    accountId,
    database,
    headersOf: (reader: number) => ({
      'x-auth-token': kommo.oneTimeToken({ claims: { user_id: users[reader]?.id ?? 0 } }),
      'accept-language': 'en',
    }),
    /** since the last call */
    takeCount() {
      const counted = statements;
      statements = 0;
      return counted;
    },
    async close() {
      await app.close();
      await connected.close();
      await prisma.$disconnect();
      await pool.end();
      await opened.close();
    },
  };
}

function connectTo(kommo: KommoSandbox, database: ApiServices['database']) {
  const { originTemplate, oauthUrl } = kommo;
  const { clientId, clientSecret } = kommo.integration();
  return createKommo({
    ...{ database, sealer: testSealer, secretOf: () => testSecret },
    config: {
      publicUrl: 'http://127.0.0.1:9',
      kommo: { clientId, clientSecret, originTemplate, oauthUrl, rateLimit, egress: [direct] },
      singleAccount: undefined,
    },
    log: { info: () => undefined, warn: () => undefined },
    timeouts: {},
  });
}
