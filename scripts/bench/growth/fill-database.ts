import pg from 'pg';
import { z } from 'zod';
import { pack } from '../../../server/fastspring/payloads/pack.ts';
import { addCustomer, addProduct, createStore, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import { dueWorkStatements } from './due-work.ts';
import { ledgerStatements } from './ledger-statements.ts';
import { otherStatements } from './other-statements.ts';
import { sizes } from './sizes.ts';

/**
 * Fills a migrated, empty database by one statement for each table. Nothing is analyzed, by the fill or afterwards:
 * Postgres' own analyzing is switched off for every table, so that the first figures are those of a plan without statistics.
 */
export async function fillDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // The rows agree with each other as they are: neither triggers nor foreign keys have to look at each.
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'`);
    await client.query(withoutAutovacuum);
    const indexes = await dropIndexes(client);
    await client.query(helpers);
    const { payload, fact } = sampleOrder();
    const { bytes, packed } = await pack(payload);
    const sample = 'CREATE TEMP TABLE sample AS SELECT $1::integer AS bytes, $2::bytea AS packed, $3::jsonb AS fact';
    await client.query(sample, [bytes, packed, fact]);
    for (const statement of [
      ...ledgerStatements(sizes),
      ...otherStatements,
      ...dueWorkStatements,
      ...countStatements,
    ]) {
      await client.query(statement);
    }
    for (const index of indexes) await client.query(index);
  } finally {
    await client.end();
  }
}

/** Making them again at once is faster than row by row. @returns the statements that make them */
async function dropIndexes(client: pg.Client): Promise<readonly string[]> {
  const { rows } =
    await client.query(`SELECT pg_get_indexdef(i.indexrelid) AS definition, i.indexrelid::regclass::text AS name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relname IN ('events', 'facts', 'orders', 'effects') AND NOT i.indisunique`);
  const dropped = z.array(z.object({ definition: z.string(), name: z.string() })).parse(rows);
  for (const { name } of dropped) await client.query(`DROP INDEX ${name}`);
  return dropped.map(({ definition }) => definition);
}

/** As the triggers would have, which the fill leaves out. */
const countStatements = Object.entries({
  events: ['failed', 'unknown', 'unreadable'],
  effects: ['failed', 'skipped'],
}).map(
  ([kind, states]) => `INSERT INTO settled_counts (kind, state, change)
    SELECT '${kind}', state, count(*) FROM ${kind} WHERE state IN (${states.map((state) => `'${state}'`).join()}) GROUP BY state`,
);

const withoutAutovacuum = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'event_payloads' LOOP
    EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = false)';
  END LOOP;
END $$`;

/** An identifier in the form of Prisma's uuid(7), in the order of its number. */
const helpers = `CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(1767225600000 + number), 12, '0') || '7' || substr(md5(kind || number), 1, 3) || '8'
    || substr(md5(kind || number), 4, 15))::uuid $$`;

/** An order's event of 3 kB, which all events here have, and its fact, with ORDER in the place of the order's id. */
function sampleOrder(): { readonly payload: string; readonly fact: string } {
  const store = createStore();
  const item = { path: 'book', name: 'Book', sku: 'BOOK', prices: { EUR: '100.00' }, interval: null } as const;
  const product = addProduct(store, item);
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const { order } = purchase(store, { customer, lines: [{ product, quantity: 1 }], at: store.clock.now() });
  const event = store.events.find(({ type }) => type === 'order.completed');
  if (event === undefined) throw new Error('A purchase has an order');
  const [fact] = readFacts(event.type, event.data);
  const named = (value: unknown) => JSON.stringify(value).replaceAll(order.id, 'ORDER');
  // Without the displayed form of each amount: the account has webhooks without expansion.
  const data = Object.entries({ ...event.data }).filter(([name]) => !name.endsWith('Display'));
  return { payload: named({ ...event, data: Object.fromEntries(data) }), fact: named(fact) };
}
