import { openDatabase } from '../../testing/postgres/open-database.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { printFigure } from './figure.ts';
import { measureDisk } from './growth/disk.ts';
import { fillDatabase } from './growth/fill-database.ts';
import { benchIdleAccounts } from './growth/idle-accounts.ts';
import { measure } from './growth/measure.ts';
import { openQuestions } from './growth/questions.ts';
import { runParts } from './run-parts.ts';

/** Those named as arguments, or all: `npm run bench:growth -- memory`. */
const parts = { disk: measureDisk, questions: askLargeLedger, memory: benchIdleAccounts };
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
await runParts(
  Object.entries(parts)
    .filter(([name]) => named.length === 0 || named.includes(name))
    .map(([, run]) => run),
);

/**
 * A ledger of a million events and 5,000 accounts, and how long the service waits for what it asks again and again: first
 * while Postgres has no statistics of it, then with them. The first half is what a service meets that grew faster than
 * Postgres looked.
 */
async function askLargeLedger(): Promise<void> {
  const postgres = await startPostgresServer();
  const databaseUrl = postgres.url('postgres');
  const database = await openDatabase({ databaseUrl, dataDir: '' });
  try {
    const began = performance.now();
    await fillDatabase(databaseUrl);
    printFigure('filled', Math.round((performance.now() - began) / 1_000), 's');
    const { questions, close } = await openQuestions(database);
    await measure('no statistics', questions);
    const analysis = performance.now();
    await database.runScript('VACUUM ANALYZE');
    printFigure('analyzed', Math.round((performance.now() - analysis) / 1_000), 's');
    await measure('analyzed', questions);
    await close();
  } finally {
    await database.close();
    await postgres.stop();
  }
}
