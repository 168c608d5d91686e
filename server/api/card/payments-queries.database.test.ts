import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createPostgresDatabase } from '../../../testing/postgres/test-database.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { bigLeadId, recordBigCustomer } from '../../../testing/server/api/big-customer.ts';
import { configFor, connectAccount, startKommo, startSandbox } from '../../../testing/server/kommo/kommo-stack.ts';
import { PrismaClient } from '../../platform/database/generated/client.ts';
import { listenOnPostgres } from '../../platform/database/listen.ts';
import { createAuthentication } from '../people/authenticate.ts';
import type { ApiServices } from '../prepare-api.ts';
import { paymentsRoutes } from './payments-route.ts';

const planSchema = z.tuple([z.object({ 'QUERY PLAN': z.array(z.object({ Plan: z.unknown() })) })]);

/** The route on a Postgres that reports each statement it receives and its query plan. */
async function startWatched() {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const pool = new pg.Pool({ connectionString: url });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), log: [{ emit: 'event', level: 'query' }] });
  onTestFinished(async () => {
    await prisma.$disconnect();
    await pool.end();
  });
  const statements: { readonly sql: string; readonly parameters: unknown }[] = [];
  prisma.$on('query', ({ query, params }) => void statements.push({ sql: query, parameters: JSON.parse(params) }));
  const database: ApiServices['database'] = {
    ...{ engine: 'postgres', prisma },
    query: (sql, values = []) => pool.query(sql, values),
    readSnapshot: () => Promise.reject(new Error('A card needs no snapshot')),
    listen: (channel, listener) => listenOnPostgres(url, channel, listener),
  };
  const sandbox = await startSandbox();
  const kommo = startKommo(database, configFor(sandbox));
  const accountId = await connectAccount(prisma, sandbox);
  const place = { responsibleId: seller.id, pipelineId: 1, statusId: 1 };
  const remembered = [
    { accountId, name: 'users', value: [seller] },
    { accountId, name: `lead_place:${bigLeadId}`, value: place },
  ];
  await prisma.kommoMemory.createMany({ data: remembered });
  const token = () => sandbox.oneTimeToken({ claims: { user_id: seller.id, is_admin: undefined } });
  const app = createApi({ database, kommo, authenticate: createAuthentication(kommo) });
  await app.register(paymentsRoutes);
  /** the ledger's tables that Postgres would read from end to end for a statement */
  const readWhole = async ({ sql, parameters }: (typeof statements)[number]) => {
    const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${sql}`, z.array(z.unknown()).parse(parameters));
    const plan = JSON.stringify(planSchema.parse(rows));
    return ledgerTables.filter((table) => new RegExp(`"Seq Scan"[^{}]*"Relation Name":"${table}"`).test(plan));
  };
  return { database, pool, app, accountId, statements, readWhole, sandbox, token };
}

/** Sees only his own leads: of all people his rights take the most statements. */
const seller = {
  ...{ id: 71, name: 'Ines' },
  rights: { is_active: true, leads: { view: 'M', edit: 'M' }, status_rights: [] },
};

const ledgerTables = ['events', 'facts', 'orders', 'subscriptions', 'refunds', 'customers', 'customer_leads'];

/** Thousands of strangers' rows in each table, in accounts of their own, so that reading all of it would cost. */
async function addStrangers(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  // The strangers' accounts and customers need not exist.
  await client.query('SET session_replication_role = replica');
  for (const table of ledgerTables) {
    const id = table === 'events' ? 't.id + n * 1e6' : 'md5(t.ctid::text || n)';
    await client.query(`
      INSERT INTO "${table}" SELECT stranger.*
      FROM "${table}" t, generate_series(1, 1 + 3000 / (SELECT count(*) FROM "${table}")) n, jsonb_populate_record(t,
        jsonb_build_object('account_id', lpad(n::text, 32, '0'), 'customer_id', md5(t.ctid::text || n), 'id', ${id})) stranger`);
  }
  await client.query('ANALYZE');
  client.release(true);
}

/** As many orders, each with its facts, under numbers of their own. */
async function multiplyOrders(pool: pg.Pool, times: number): Promise<void> {
  const copies = `generate_series(2, ${times}) n`;
  const renamed = (keys: string) => `jsonb_populate_record(t, jsonb_build_object(${keys}))`;
  await pool.query(
    `INSERT INTO "orders" SELECT c.* FROM "orders" t, ${copies}, ${renamed(`'order_id', t."order_id" || '-' || n`)} c`,
  );
  await pool.query(`INSERT INTO "facts" SELECT c.* FROM "facts" t, ${copies},
    ${renamed(`'fact_key', t."fact_key" || '-' || n, 'order_id', t."order_id" || '-' || n`)} c WHERE t."order_id" IS NOT NULL`);
}

test('500 orders and 20 subscriptions of three customers take a handful of indexed statements', {
  timeout: 120_000,
}, async () => {
  const { database, pool, app, accountId, statements, readWhole, sandbox, token } = await startWatched();
  await recordBigCustomer(database, accountId, { orders: 22, subscriptions: 17 });
  await recordBigCustomer(database, accountId, { orders: 2, subscriptions: 2, email: 'second@acme.example' });
  await recordBigCustomer(database, accountId, { orders: 1, subscriptions: 1, email: 'third@acme.example' });
  await multiplyOrders(pool, 20);
  await addStrangers(pool);
  const url = `/api/v1/leads/${bigLeadId}/payments`;
  const headers = { 'accept-language': 'en', 'x-auth-token': token() };

  statements.length = 0;
  const answer = await app.inject({ url, headers });
  expect([answer.json().orders.length, answer.json().olderOrders.count]).toEqual([100, 400]);
  expect(answer.json().subscriptions.length + answer.json().olderSubscriptions.count).toBe(20);
  const asked = [...statements];
  expect(asked.length).toBeLessThanOrEqual(14);
  for (const statement of asked) expect([statement.sql, await readWhole(statement)]).toEqual([statement.sql, []]);

  statements.length = 0;
  const known = `"of-yesterday", W/${answer.headers.etag}`;
  const again = await app.inject({ url, headers: { ...headers, 'if-none-match': known } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  expect(statements.length).toBeLessThanOrEqual(14);

  statements.length = 0;
  const contacts = [{ id: 1, emails: ['big@acme.example', 'nobody@acme.example'] }];
  const posted = await app.inject({ method: 'POST', url, headers, payload: { contacts } });
  expect(posted.json().olderOrders.count).toBe(400);
  expect(statements.length).toBeLessThanOrEqual(14);
  expect(sandbox.callCount()).toBe(0);

  // Once changes are heard of, a card that is merely open costs what says who asks and what they may see.
  const waiting = { url: `${url}?wait=0.01`, headers: { ...headers, 'if-none-match': String(answer.headers.etag) } };
  const costOf = async () => {
    statements.length = 0;
    expect((await app.inject(waiting)).statusCode).toBe(304);
    return statements.length;
  };
  await expect.poll(costOf).toBeLessThanOrEqual(3);
});
