import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../server/database/open.ts';
import { createEmbeddedFolder } from '../server/database/testing/embedded-folder.ts';
import { storeEvents } from '../server/fastspring/store-events.ts';
import { recordEvents } from '../server/ledger/record.ts';
import { compiledModules } from '../server/testing/cache.ts';

/** Runs the command as an operator does, on an embedded database. */
async function run(dataDir: string, ...options: readonly string[]): Promise<{ code: number; text: string }> {
  const script = join(import.meta.dirname, 'rebuild-ledger.ts');
  return new Promise((resolve) => {
    const environment = { ...compiledModules, PATH: process.env.PATH, DATA_DIR: dataDir };
    // V8 would compile the whole of Postgres a second time, for speed, in a process that ends before it pays.
    execFile(
      process.execPath,
      ['--liftoff-only', script, ...options],
      { env: environment, cwd: dataDir },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rebuild-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('says what differs, heals it when told to, and then finds nothing', async () => {
  const dataDir = await emptyFolder();
  await createEmbeddedFolder(dataDir);
  const database = await openDatabase({ databaseUrl: undefined, dataDir });
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  const data = { id: 'O-1', total: 238, currency: 'EUR', customer: { email: 'anna@acme.example' } };
  const order = { eventId: 'EV1', type: 'order.completed', live: true, createdAt: 1_763_640_000_000 };
  await storeEvents(database, accountId, 'webhook', [{ ...order, payload: JSON.stringify({ data }) }]);
  const event = await prisma.event.findFirstOrThrow();
  await prisma.$transaction((transaction) => recordEvents(transaction, event.accountId, [event]));
  await prisma.order.updateMany({ data: { total: 1 } });

  const inUse = await run(dataDir);
  expect(inUse).toMatchObject({ code: 2, text: expect.stringContaining('is in use by another process') });
  await database.close();

  const differing = await run(dataDir);
  expect(differing.text).toContain(
    'acme: 1 events, 1 facts, 1 orders, 0 subscriptions, 0 refunds, 1 customers: 1 difference',
  );
  expect(differing.text).toContain('orders O-1: total is "1", must be "238"');
  expect(differing.code).toBe(1);
  expect((await run(dataDir, '--write')).text).toContain('1 difference, healed');
  expect(await run(dataDir)).toMatchObject({ code: 0, text: expect.stringContaining('no differences') });
});

test('a folder without a database, or an option that does not exist, is said in one line', async () => {
  const dataDir = await emptyFolder();
  const nothing = await run(dataDir);
  expect(nothing).toMatchObject({ code: 2, text: expect.stringMatching(/^DATA_DIR .* has no database\..*\n$/) });
  expect(await run(dataDir, '--heal')).toMatchObject({ code: 2, text: expect.stringContaining('--write') });
});
