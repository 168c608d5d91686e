import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { storeEvents } from '../server/fastspring/webhook/store-events.ts';
import { recordEvents } from '../server/recording/record.ts';
import { runScript } from '../testing/commands/run-script.ts';
import { createEmbeddedFolder } from '../testing/postgres/embedded-folder.ts';
import { openDatabase } from '../testing/postgres/open-database.ts';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';
import { storedEvents } from '../testing/server/fastspring/stored-events.ts';

type Where = { readonly DATABASE_URL: string; readonly ENCRYPTION_KEY: string } | { readonly DATA_DIR: string };

const run = (where: Where, ...options: readonly string[]) => runScript('rebuild-ledger', where, options);

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rebuild-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('lists the differences, repairs them with --write, and then finds none', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  const data = { id: 'O-1', total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } };
  const order = { eventId: 'EV1', type: 'order.completed', live: true, createdAt: 1_763_640_000_000 };
  await storeEvents(database, accountId, 'webhook', [{ ...order, payload: JSON.stringify({ data }) }]);
  const events = await storedEvents(prisma);
  await prisma.$transaction((transaction) => recordEvents(transaction, accountId, events));
  await prisma.order.updateMany({ data: { total: 1 } });
  await database.close();

  const where = { DATABASE_URL: url, ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64') };
  const differing = await run(where);
  expect(differing.text).toContain(
    'acme: 1 events, 1 facts, 1 orders, 0 subscriptions, 0 refunds, 1 customers: 1 difference',
  );
  expect(differing.text).toContain('orders O-1: total is "1", must be "238"');
  expect(differing.code).toBe(1);
  expect((await run(where, '--write')).text).toContain('1 difference, healed');
  expect(await run(where)).toMatchObject({ code: 0, text: expect.stringContaining('no differences') });
});

test('a folder without a database, or an unknown option, is reported in one line; one in use is joined', async () => {
  const DATA_DIR = await emptyFolder();
  const nothing = await run({ DATA_DIR });
  expect(nothing).toMatchObject({ code: 2, text: expect.stringMatching(/^DATA_DIR .* has no database\..*\n$/) });

  await createEmbeddedFolder(DATA_DIR);
  expect(await run({ DATA_DIR }, '--heal')).toMatchObject({ code: 2, text: expect.stringContaining('--write') });
  const database = await openDatabase({ databaseUrl: undefined, dataDir: DATA_DIR });
  const beside = await run({ DATA_DIR });
  await database.close();
  expect(beside).toMatchObject({ code: 0, text: expect.stringContaining('No account has installed') });
});
