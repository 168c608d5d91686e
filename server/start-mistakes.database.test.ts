import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createEmbeddedFolder } from '../testing/postgres/embedded-folder.ts';
import { freePort } from '../testing/postgres/free-port.ts';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';
import { awaiting, end, startFile, startInVain } from '../testing/service/service-scene.ts';
import { startFlags } from '../testing/service/start-flags.ts';

const encryptionKey = Buffer.alloc(32, 3).toString('base64');
const common = { ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'silent', PORT: '0', DATABASE_URL: '' };
/** Postgres numbers its own files lower: FirstNormalObjectId of src/include/access/transam.h */
const firstOwnFile = 16_384;

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
  expect(message).toMatch(/^DATA_DIR \S+ must be a folder that the service can write: EEXIST[^\n]*\n$/);
});

test('a damaged embedded database, which its server refuses', async () => {
  const dataDir = await embeddedFolder();
  await rm(join(dataDir, 'database/global/pg_control'));
  const message = await startInVain({ ...common, DATA_DIR: dataDir });
  expect(message).toMatch(/^The database in DATA_DIR \S+ is damaged\. Restore a backup of the folder\.[^\n]*\n$/);
});

test('a damaged embedded database, whose server starts', async () => {
  const dataDir = await embeddedFolder();
  const files = join(dataDir, 'database/base/5');
  for (const name of await readdir(files)) if (Number.parseInt(name, 10) >= firstOwnFile) await rm(join(files, name));
  const message = await startInVain({ ...common, DATA_DIR: dataDir });
  expect(message).toMatch(
    /^DATA_DIR \S+ holds a database that cannot be opened \([^\n]+\)\. Restore it from a backup[^\n]*\n$/,
  );
  expect(existsSync(join(dataDir, 'database/postmaster.pid'))).toBe(false);
});

test('a public address without TLS', async () => {
  expect(await startInVain({ ...common, PUBLIC_URL: 'http://payments.example' })).toBe(
    'PUBLIC_URL must begin with https:// (http:// only on this machine)\n',
  );
});

test('missing keys of Kommo are a warning, and the service runs', async () => {
  const port = String(await freePort());
  const child = spawn(process.execPath, [...startFlags, startFile], {
    env: {
      ...process.env,
      ...common,
      PORT: port,
      LOG_LEVEL: 'warn',
      DATABASE_URL: await postgres(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const log = text(child.stdout);
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), awaiting);
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(await log).toMatch(/^[^\n]*KOMMO_CLIENT_ID and KOMMO_CLIENT_SECRET are not set[^\n]*\n$/);
});

async function embeddedFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'data-dir-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  await createEmbeddedFolder(dataDir);
  return dataDir;
}

async function postgres(): Promise<string> {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  return url;
}
