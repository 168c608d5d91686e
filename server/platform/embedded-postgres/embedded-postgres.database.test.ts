import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createEmbeddedFolder } from '../../../testing/postgres/embedded-folder.ts';
import { killWhileOpen } from '../../../testing/postgres/killed-service.ts';
import { joinEmbedded, startEmbedded } from './embedded-postgres.ts';
import { findPrograms } from './programs.ts';
import { majorVersion } from './settings.ts';

/** A folder that holds a database, whose path has spaces and is longer than a socket's may be. */
async function makeDataDir(): Promise<string> {
  const dataDir = await makeEmptyDir();
  await createEmbeddedFolder(dataDir);
  return dataDir;
}

async function makeEmptyDir(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'kommo-fastspring-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const dataDir = join(parent, `my data ${'x'.repeat(100)}`);
  await mkdir(dataDir, { mode: 0o700 });
  return dataDir;
}

async function start(dataDir: string): Promise<string> {
  const { url, close } = await startEmbedded(dataDir);
  onTestFinished(close);
  return url;
}

async function run(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = (dataDir: string) => join(dataDir, 'database/postmaster.pid');
const serverOf = (dataDir: string) => Number(readFileSync(pidFile(dataDir), 'utf8').split('\n')[0]);
const writeOne = 'CREATE TABLE kept AS SELECT 1 AS one';
const readOne = 'SELECT one FROM kept';

test('an empty folder gets a durable database, which is there again after a stop that leaves nothing running', async () => {
  const dataDir = await makeEmptyDir();
  await mkdir(join(dataDir, 'database.new-killed'));
  const first = await startEmbedded(dataDir);
  await run(first.url, writeOne);
  expect(await run(first.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await run(first.url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  expect(await run(first.url, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  expect(await run(first.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await run(first.url, `SELECT lower('ÄÖ') AS folded`)).toEqual([{ folded: 'äö' }]);
  await first.close();
  expect(existsSync(pidFile(dataDir))).toBe(false);
  expect((await readdir(dataDir)).toSorted()).toEqual(['database', 'lock.sqlite']);
  expect(await run(await start(dataDir), readOne)).toEqual([{ one: 1 }]);
});

test('a wrong password opens nothing', async () => {
  const url = new URL(await start(await makeDataDir()));
  url.password = 'guessed';
  await expect(run(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('a server that is killed is started again with every row', async () => {
  const dataDir = await makeDataDir();
  const url = await start(dataDir);
  await run(url, writeOne);
  const killed = serverOf(dataDir);
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => run(url, readOne).catch(() => 'away'), { timeout: 240_000 }).toEqual([{ one: 1 }]);
  expect(serverOf(dataDir)).not.toBe(killed);
});

test('what a killed service left running is ended, and every row is there', async () => {
  const dataDir = await makeDataDir();
  await killWhileOpen(dataDir, writeOne);
  const leftBehind = serverOf(dataDir);
  expect(process.kill(leftBehind, 0)).toBe(true);
  const url = await start(dataDir);
  expect(serverOf(dataDir)).not.toBe(leftBehind);
  expect(await run(url, readOne)).toEqual([{ one: 1 }]);
});

test('a process that has got the number of a former server is left alone', async () => {
  const dataDir = await makeDataDir();
  const stranger = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 60_000)'], { stdio: 'ignore' });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  await writeFile(pidFile(dataDir), `${stranger.pid}\n${dataDir}\n1\n5432\n.\n`);
  expect(await run(await start(dataDir), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(stranger.exitCode).toBe(null);
  expect(stranger.signalCode).toBe(null);
});

test('a second process is refused, unless it joins: then it leaves the database running', async () => {
  const dataDir = await makeDataDir();
  const url = await start(dataDir);
  await expect(startEmbedded(dataDir)).rejects.toThrow(/^DATA_DIR .* is in use by another process\./);
  const joined = await joinEmbedded(dataDir);
  await run(joined.url, writeOne);
  await joined.close();
  expect(await run(url, readOne)).toEqual([{ one: 1 }]);
});

test('two that join an unused folder at once both get the database', async () => {
  const dataDir = await makeDataDir();
  const opened = await Promise.all([joinEmbedded(dataDir), joinEmbedded(dataDir)]);
  expect(await Promise.all(opened.map(({ url }) => run(url, 'SELECT 1 AS one')))).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  for (const { close } of opened.toReversed()) await close();
});

test('a backup that was put back with other owners and rights is used', async () => {
  const dataDir = await makeDataDir();
  const folder = join(dataDir, 'database');
  await chmod(folder, 0o755);
  if (process.getuid?.() === 0) await chown(folder, 0, 0);
  expect(await run(await start(dataDir), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

/** One line that names the folder, and a database that runs nowhere. */
async function expectRefusal(dataDir: string, message: RegExp): Promise<void> {
  const refused = await startEmbedded(dataDir).then(
    ({ close }) => close().then(() => 'started'),
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(refused).toMatch(message);
  expect(refused).toMatch(/^EmbeddedDatabaseFailed: [^\n]+$/);
  expect(refused).toContain(dataDir);
  // The folder is free again.
  await expect(startEmbedded(dataDir)).rejects.toThrow(message);
}

test.each([
  ['global/pg_control', /is damaged\. Restore a backup/],
  ['PG_VERSION', /is damaged\. Restore a backup.* PG_VERSION is missing/],
  ['service.password', /is damaged\. Restore a backup.* service\.password is missing/],
  ['global/pg_filenode.map', /is damaged\. Restore a backup.* Postgres says: /],
])('a database without its file %s is refused in one line', async (file, message) => {
  const dataDir = await makeDataDir();
  await rm(join(dataDir, 'database', file));
  await expectRefusal(dataDir, message);
});

test('a damaged record of the last checkpoint is refused in one line', async () => {
  const dataDir = await makeDataDir();
  const log = join(dataDir, 'database/pg_wal');
  for (const name of readdirSync(log).filter((each) => /^[0-9A-F]{24}$/.test(each))) {
    await writeFile(join(log, name), Buffer.alloc(16 * 1024 * 1024));
  }
  await expectRefusal(dataDir, /is damaged\. Restore a backup.* Postgres says: could not locate a valid checkpoint/);
});

test('a database of another major version is refused in one line', async () => {
  const dataDir = await makeDataDir();
  await writeFile(join(dataDir, 'database/PG_VERSION'), '17\n');
  await expectRefusal(dataDir, /was written by Postgres 17, and this version of the service has Postgres 18/);
});

test('the database of an earlier version is refused with the command that moves it', async () => {
  const dataDir = await makeEmptyDir();
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '18\n');
  await expectRefusal(dataDir, /holds the database of an earlier version\. Run npm run move-database once/);
});

test('a file that cannot be read is not called damaged', async () => {
  const dataDir = await makeDataDir();
  const file = join(dataDir, 'database/PG_VERSION');
  await rm(file);
  // Root reads everything but a folder.
  await mkdir(file);
  await expectRefusal(dataDir, /The user who runs the service cannot read .*PG_VERSION\. Give that user the folder/);
});

test('a folder that cannot be made is refused in one line', async () => {
  const dataDir = await makeEmptyDir();
  await writeFile(join(dataDir, 'file'), '');
  await expectRefusal(join(dataDir, 'file'), /must be a folder that the service can write/);
});

test('the programs are of the version whose files they are to write', async () => {
  const { postgres } = await findPrograms(undefined);
  expect(String(execFileSync(postgres, ['--version']))).toContain(`PostgreSQL) ${majorVersion}.`);
});
