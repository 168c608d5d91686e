import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../server/platform/database/database.ts';
import { runScript } from '../testing/commands/run-script.ts';
import { openDatabase } from '../testing/postgres/open-database.ts';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';
import { storeRecorded } from '../testing/server/ledger/store-recorded.ts';
import { buyer, orderCompleted, refunded } from '../testing/server/sync/fastspring-events.ts';

const buyers = 20_000;
const buyersTogether = 2_500;
const at = 1_763_640_000_000;
/** The peak of the process's memory, in KB, when it ends. */
const reportsMemory = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' KB\\n'))",
)}`;

/** As package.json starts it. */
const asNpm = ['--liftoff-only', '--max-old-space-size=96', '--max-semi-space-size=4'];

async function openEmpty() {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(database.close);
  const account = await database.prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  return { database, accountId: account.id, environment: { DATABASE_URL: url, ENCRYPTION_KEY: key } };
}

const key = Buffer.alloc(32, 3).toString('base64');

/** Each buys four times and returns one order; every second one has a lead. */
async function fill(database: Database, accountId: string): Promise<void> {
  for (let first = 0; first < buyers; first += buyersTogether) {
    const events = Array.from({ length: buyersTogether }, (_, index) => {
      const [by, name] = [buyer(first + index), `O-${first + index}`];
      const orders = [1, 2, 3, 4].map((number) => orderCompleted(`${name}-${number}`, by, at + number));
      return [...orders, refunded(`R-${first + index}`, `${name}-1`, by, at + 9)];
    });
    await storeRecorded(database, accountId, events.flat());
  }
  await database.query(
    `INSERT INTO "customer_leads" ("account_id", "customer_id", "lead_id", "reason", "details", "since")
     SELECT "account_id", "id", row_number() OVER (ORDER BY "identity"), 'email', jsonb_build_object('email', "email"), now()
     FROM "customers" WHERE hashtext("identity") % 2 = 0`,
  );
}

/** The data of the cards, as one checksum for each table. */
async function checksums({ query }: Database): Promise<unknown> {
  const tables = {
    orders: `"order_id", "state", "kind", "total", "tax", "payment"::text, "items"::text, c."identity"`,
    refunds: `"refund_key", "order_id", "total", "tax", "occurred_at"`,
    facts: `"fact_key", "occurred_at", "data"::text, c."identity"`,
    customers: `t."id", t."identity", t."email", t."name", t."last_fact_at"`,
    customer_leads: `"lead_id", "reason", t."details"::text, "since", c."identity"`,
  };
  const sums: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(tables)) {
    const hasCustomer = columns.includes('c.');
    const join = hasCustomer ? 'LEFT JOIN "customers" c ON c."id" = t."customer_id"' : '';
    const { rows } = await query(
      `SELECT count(*)::int AS rows, md5(string_agg(line, ',' ORDER BY line)) AS sum
       FROM (SELECT md5(row(${columns})::text) AS line FROM "${table}" t ${join}) lines`,
    );
    sums[table] = rows[0];
  }
  return sums;
}

test('100,000 events are exported in a minute and 200 MB, and imported again with equal cards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = await openEmpty();
  await fill(source.database, source.accountId);

  const out = join(folder, 'acme');
  const startedAt = performance.now();
  const exported = await runScript(
    'export',
    source.environment,
    ['--account', 'acme', '--out', out],
    [...asNpm, reportsMemory],
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const megabytes = Number(/peak (\d+) KB/.exec(exported.text)?.[1]) / 1024;
  console.log(`100,000 events exported in ${seconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB`);
  expect(exported).toMatchObject({ code: 0, text: expect.stringContaining('events.jsonl: 100000 rows') });
  expect(megabytes).toBeLessThan(200);
  expect(seconds).toBeLessThan(60);

  const target = await openEmpty();
  const importedAt = performance.now();
  const imported = await runScript('import', target.environment, ['--account', 'acme', '--from', out], [reportsMemory]);
  console.log(`imported in ${((performance.now() - importedAt) / 1000).toFixed(0)} s`, imported.text);
  expect(imported.code).toBe(0);
  expect(await checksums(target.database)).toEqual(await checksums(source.database));
  expect((await runScript('rebuild-ledger', target.environment, [])).text).toContain('no differences');
});
