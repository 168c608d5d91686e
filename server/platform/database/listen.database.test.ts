import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../testing/postgres/open-database.ts';
import { createPostgresDatabase, openTestDatabase } from '../../../testing/postgres/test-database.ts';
import type { Database } from './database.ts';
import { listenOnPostgres } from './listen.ts';

const quick = { beat: 50, retry: 10 };

/** Collects the messages on a channel, in order. */
function hear(listen: Database['listen']) {
  const heard: string[] = [];
  const listening = listen('news', {
    onMessage: (payload) => void heard.push(payload),
    onGap: () => void heard.push('gap'),
    onLost: () => void heard.push('lost'),
  });
  onTestFinished(listening.close);
  return { heard, listening };
}

test('a transaction’s message arrives once it is committed, until the listener closes', async () => {
  const { listen, prisma } = await openTestDatabase();
  const { heard, listening } = hear(listen);
  await expect.poll(() => heard).toEqual(['gap']);
  expect(listening.isHeard()).toBe(true);
  await prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_notify('news', 'one')`;
    await transaction.$executeRaw`SELECT pg_notify('others', 'two')`;
  });
  await expect.poll(() => heard).toEqual(['gap', 'one']);
  await prisma
    .$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT pg_notify('news', 'three')`;
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  await prisma.$executeRaw`SELECT pg_notify('news', 'four')`;
  await expect.poll(() => heard).toEqual(['gap', 'one', 'four']);
  await listening.close();
  expect(listening.isHeard()).toBe(false);
  await prisma.$executeRaw`SELECT pg_notify('news', 'five')`;
  expect(heard).toHaveLength(3);
});

/** A database that a test can cut its listener off from. */
async function openOwn() {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(database.close);
  return { url, prisma: database.prisma };
}

test('a lost connection is replaced, with a report that messages may have been missed', async () => {
  const { url, prisma } = await openOwn();
  const { heard } = hear((channel, listener) => listenOnPostgres(url, channel, listener, quick));
  await expect.poll(() => heard).toEqual(['gap']);
  await prisma.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'SELECT pg_notify%'`;
  await expect.poll(() => heard).toEqual(['gap', 'lost', 'gap']);
  await prisma.$executeRaw`SELECT pg_notify('news', 'one')`;
  await expect.poll(() => heard.at(-1)).toBe('one');
});

test('a connection that no longer delivers anything, as behind a pooler, counts as lost', async () => {
  const { url, prisma } = await openOwn();
  const { heard, listening } = hear((channel, listener) => listenOnPostgres(url, channel, listener, quick));
  await expect.poll(() => heard).toEqual(['gap']);
  // Postgres ends all listening when the session is reset.
  const other = hear((channel, listener) => listenOnPostgres(url, `${channel}; UNLISTEN *`, listener, quick));
  await expect.poll(() => other.heard.slice(0, 2)).toEqual(['gap', 'lost']);
  expect(listening.isHeard()).toBe(true);
  await prisma.$executeRaw`SELECT pg_notify('news', 'one')`;
  await expect.poll(() => heard).toEqual(['gap', 'one']);
});
