import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';
import { startInVain } from '../testing/service/service-scene.ts';

const encryptionKey = Buffer.alloc(32, 3).toString('base64');
const common = { ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'silent', PORT: '0', DATABASE_URL: '' };

test('a database that cannot be reached', async () => {
  const message = await startInVain({ ...common, DATABASE_URL: 'postgres://kommo:secret@127.0.0.1:1/payments' });
  expect(message).toMatch(/^DATABASE_URL cannot be used: [^\n]*ECONNREFUSED[^\n]*\n$/);
  expect(message).not.toContain('secret');
});

test('a database that does not exist', async () => {
  const url = new URL(await postgres());
  url.pathname = '/no_such_database';
  const message = await startInVain({ ...common, DATABASE_URL: url.href });
  expect(message).toMatch(/^DATABASE_URL cannot be used: [^\n]*no_such_database[^\n]*\n$/);
});

test('a database of a newer version', async () => {
  const url = await postgres();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE TABLE _prisma_migrations (id text PRIMARY KEY, checksum text NOT NULL,
    finished_at timestamptz, migration_name text NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0)`);
  await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
    VALUES ('x', 'x', '99990101000000_later', now())`);
  await client.end();
  expect(await startInVain({ ...common, DATABASE_URL: url })).toMatch(
    /^DATABASE_URL: The database has migration 99990101000000_later, [^\n]*\n$/,
  );
});

test('a port that another process has', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const message = await startInVain({ ...common, PORT: port, DATABASE_URL: await postgres() });
  expect(message).toBe(`PORT ${port} is in use by another process. Stop that process, or set another PORT.\n`);
});

test('a host that is not this machine', async () => {
  const message = await startInVain({ ...common, HOST: '192.0.2.1', DATABASE_URL: await postgres() });
  expect(message).toMatch(/^HOST 192\.0\.2\.1 is not an address of this machine\.[^\n]*\n$/);
});

test('a DATA_DIR that is a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'data-dir-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'data'), '');
  const message = await startInVain({ ...common, DATA_DIR: join(folder, 'data') });
  expect(message).toMatch(/^DATA_DIR \S+ cannot be used \(EEXIST\)\.[^\n]*\n$/);
});

test('a public address without TLS', async () => {
  expect(await startInVain({ ...common, PUBLIC_URL: 'http://payments.example' })).toBe(
    'PUBLIC_URL must begin with https:// (http:// only on this machine)\n',
  );
});

async function postgres(): Promise<string> {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  return url;
}
