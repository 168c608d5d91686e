import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runScript } from '../testing/commands/run-script.ts';
import { openDatabase } from '../testing/postgres/open-database.ts';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';
import { addLedger } from '../testing/server/ledger/ledger-database.ts';
import { dumpDatabase, wordsIn } from '../testing/server/personal-data/dump.ts';
import { anna, buyer, orderCompleted } from '../testing/server/sync/fastspring-events.ts';

test('an operator exports a person, and erases the person from the database', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(database.close);
  const { record } = await addLedger(database);
  await record(orderCompleted('O-1', anna, 1_763_640_000_000), orderCompleted('O-2', buyer(1), 1_763_640_000_000));
  const environment = { DATABASE_URL: url, ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64') };
  const ofAnna = ['--account', 'acme', '--person', 'Anna@ACME.example'];

  const out = join(folder, 'anna');
  const exported = await runScript('export', environment, [...ofAnna, '--out', out]);
  expect(exported).toMatchObject({ code: 0, text: expect.stringContaining('events.jsonl: 1 rows') });
  expect(await readFile(join(out, 'orders.csv'), 'utf8')).toContain('O-1');

  const ofStranger = ['--account', 'acme', '--person', 'nobody@acme.example', '--out', join(folder, 'nobody')];
  const none = await runScript('export', environment, ofStranger);
  expect(none).toEqual({ code: 2, text: 'No customer with this address is stored.\n' });

  const erased = await runScript('erase', environment, ofAnna);
  expect(erased).toMatchObject({ code: 0, text: expect.stringContaining('erased 1 customers, 0 links') });
  const words = ['anna@acme.example', 'Schmidt', 'account-anna'];
  expect(wordsIn(erased.text + exported.text, words)).toEqual([]);
  expect(wordsIn(await dumpDatabase(database), words)).toEqual([]);
  expect(await database.prisma.order.count()).toBe(2);

  const wrong = await runScript('erase', environment, ['--account', 'acme', '--person', 'nobody']);
  expect(wrong).toMatchObject({ code: 2, text: expect.stringMatching(/^Usage: npm run erase [^\n]*\n$/) });
});
