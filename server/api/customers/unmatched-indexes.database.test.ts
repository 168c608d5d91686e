import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createPostgresDatabase } from '../../../testing/postgres/test-database.ts';
import { PrismaClient } from '../../platform/database/generated/client.ts';
import { countWaiting } from '../card/waiting-count.ts';
import { findUnmatched, unmatchedFilterSchema } from './find-unmatched.ts';

const accountId = '00000000-0000-0000-0000-000000000001';
const planSchema = z.tuple([z.object({ 'QUERY PLAN': z.array(z.object({ Plan: z.unknown() })) })]);

/** Thousands of unmatched customers with an order each, and what Postgres does for a statement. */
async function setScene() {
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
  await prisma.account.create({ data: { id: accountId, subdomain: 'acme', webhookKey: 'key' } });
  const client = await pool.connect();
  await client.query('SET session_replication_role = replica');
  await client.query(`
    INSERT INTO customers (id, account_id, identity, email, name, match_state, match, last_fact_at)
    SELECT md5(n::text)::uuid, '${accountId}', n, md5(n::text) || '@x.example', 'First Last', 'unmatched',
      jsonb_build_object('candidates', CASE WHEN n % 1000 = 0 THEN '[{"leadId":1}]'::jsonb ELSE '[]' END),
      now() - n * interval '1 minute' FROM generate_series(1, 12000) n`);
  await client.query(`
    INSERT INTO orders (account_id, order_id, customer_id, reference, state, kind, occurred_at, currency, total, discount, items, live)
    SELECT account_id, identity, id, 'REF-' || identity, 'completed', 'purchase', last_fact_at,
      CASE WHEN identity::int % 4000 = 0 THEN 'SEK' ELSE 'EUR' END, identity::int, 0, '[]', true FROM customers`);
  await client.query('VACUUM ANALYZE');
  client.release(true);
  const plansOf = async (filter: object) => {
    statements.length = 0;
    const account = { id: accountId, timeZone: 'UTC' };
    const found = await findUnmatched(prisma, account, unmatchedFilterSchema.parse(filter), 21);
    const plans: string[] = [];
    for (const { sql, parameters } of [...statements]) {
      const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${sql}`, z.array(z.unknown()).parse(parameters));
      plans.push(JSON.stringify(planSchema.parse(rows)));
    }
    return { found: found.length, plans };
  };
  return { pool, plansOf };
}

test('the list, its filters, its search and its count read indexes', { timeout: 120_000 }, async () => {
  const { pool, plansOf } = await setScene();
  const cases: readonly [object, number, string][] = [
    [{}, 21, 'customers_waiting_idx'],
    [{ show: 'notRelevant' }, 0, 'customers_not_relevant_idx'],
    [{ candidates: '1' }, 12, 'customers_with_candidates_idx'],
    [{ currency: 'SEK' }, 3, 'orders_amount_idx'],
    [{ currency: 'EUR', amountFrom: '11999' }, 1, 'orders_amount_idx'],
    [{ search: 'x.example' }, 21, 'customers_waiting_idx'],
    [{ search: 'cfcd208495d' }, 0, 'customers_search_idx'],
    [{ search: 'ref-11999' }, 1, 'orders_reference_idx'],
  ];
  for (const [filter, expected, index] of cases) {
    const { found, plans } = await plansOf(filter);
    expect([filter, found]).toEqual([filter, expected]);
    expect([filter, plans.at(-1)]).toEqual([filter, expect.stringContaining(index)]);
    for (const plan of plans) expect([filter, plan]).toEqual([filter, expect.not.stringContaining('"Seq Scan"')]);
  }
  let text = '';
  await countWaiting(
    {
      query: (sql, values) => {
        text = sql;
        return pool.query(sql, values);
      },
    },
    accountId,
  );
  // Here, where every row counts, the first pages of the table are as quick; among others they would not be.
  const client = await pool.connect();
  await client.query('SET enable_seqscan = off');
  const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, [accountId, 100]);
  client.release(true);
  expect(JSON.stringify(rows)).toContain('customers_waiting_idx');
});
