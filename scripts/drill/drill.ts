import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { joinEmbedded } from '../../server/platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from '../../testing/postgres/free-port.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { createStore, customerHistory, sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { backUpEmbedded, backUpRunning, copyFolder } from './backups.ts';
import { hasSearchedForAll, readTables } from './compare.ts';
import { type Environment, startInVain, startService, until } from './service.ts';

const secret = 'sandbox-webhook-secret';
/** in Kommo, once the customer's payments have reached the lead */
const notesOfStory = 6;

/**
 * Tries backup and restore on a sandbox, with each kind of database: payments arrive, a backup is made, it is restored in
 * an empty folder, and the restored service must hold the same and write nothing to Kommo a second time. The process
 * exits with 1 when it does not.
 */
export async function runDrill(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-drill-'));
  try {
    await drillEmbedded(folder);
    await drillPostgres(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function drillEmbedded(folder: string): Promise<void> {
  say('The embedded database');
  const [dataDir, backup, restored] = ['data', 'backup', 'restored'].map((name) => join(folder, name));
  if (dataDir === undefined || backup === undefined || restored === undefined) throw new Error('No folders');
  const scene = await startScene({ DATA_DIR: dataDir, DATABASE_URL: '' });
  const service = await startService(scene.environment);
  await scene.pay();
  await until(() => askEmbedded(dataDir, hasSearchedForAll));
  const before = await askEmbedded(dataDir, readTables);
  say(`  stopped with exit code ${await service.stop()}`);
  const began = performance.now();
  const key = await backUpEmbedded(dataDir, backup);
  say(`  copied in ${seconds(began)}; the key is kept apart`);
  await mkdir(restored);
  await copyFolder(join(backup, 'database'), join(restored, 'database'));
  const place = { ...scene.environment, DATA_DIR: restored };
  say(`  without the key: ${(await startInVain(place)).replaceAll(folder, '…')}`);
  await check(scene, { ...place, ENCRYPTION_KEY: key.trim() }, before, () => askEmbedded(restored, readTables));
}

async function drillPostgres(folder: string): Promise<void> {
  say('Postgres');
  const postgres = await startPostgresServer({ durable: true });
  const key = randomBytes(32).toString('base64');
  const url = postgres.url('postgres');
  const scene = await startScene({ DATA_DIR: join(folder, 'unused'), DATABASE_URL: url, ENCRYPTION_KEY: key });
  const service = await startService(scene.environment);
  await scene.pay();
  await until(() => hasSearchedForAll(url));
  const before = await readTables(url);
  const backup = join(folder, 'base-backup');
  const began = performance.now();
  await backUpRunning(url, postgres.data, backup);
  say(`  copied in ${seconds(began)} while the service ran`);
  await service.stop();
  await postgres.stop();
  const another = await startPostgresServer({ durable: true, backup });
  try {
    const place = { ...scene.environment, DATABASE_URL: another.url('postgres') };
    await check(scene, place, before, () => readTables(another.url('postgres')));
  } finally {
    await another.stop();
  }
}

type Scene = Awaited<ReturnType<typeof startScene>>;

async function check(
  scene: Scene,
  environment: Environment,
  before: ReadonlyMap<string, string>,
  read: () => Promise<ReadonlyMap<string, string>>,
): Promise<void> {
  const began = performance.now();
  const service = await startService(environment);
  say(`  the restored service was ready after ${seconds(began)}`);
  const after = await read();
  for (const [table, rows] of before) {
    const found = after.get(table);
    say(`  ${table.padEnd(15)} ${rows}  ${found === rows ? 'same' : `now ${found}`}`);
  }
  const notes = scene.countNotes();
  await scene.pay();
  say(`  FastSpring sends everything again: ${notes} notes before, ${scene.countNotes()} after`);
  await service.stop();
  await scene.close();
  if (!isDeepStrictEqual(before, after) || notes !== scene.countNotes()) process.exitCode = 1;
}

async function startScene(database: Environment) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const kommo = await startKommoSandbox({ integration: { redirectUri: `${address}/oauth/callback` } });
  const { events } = customerHistory(createStore());
  const contact = kommo.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = kommo.addLead({ name: 'Acme', contactIds: [contact.id] });
  const environment = { ...environmentOf(kommo, address), PORT: String(port), ...database };
  const isSettled = async () => {
    const headers = { 'x-auth-token': kommo.oneTimeToken({ audience: address }) };
    const status: unknown = await (await fetch(`${address}/api/v1/status`, { headers })).json();
    return JSON.stringify(status).includes('"events":0,"effects":0');
  };
  return {
    environment,
    countNotes: () => kommo.notesOf(lead.id).length,
    close: kommo.close,
    pay: async () => {
      for (const event of Object.values(events))
        await sendWebhook({ url: `${address}/webhooks/fastspring`, secret, events: [event] });
      await until(async () => kommo.notesOf(lead.id).length >= notesOfStory && (await isSettled()));
    },
  };
}

function environmentOf(kommo: KommoSandbox, address: string): Environment {
  return {
    PUBLIC_URL: address,
    LOG_LEVEL: 'silent',
    KOMMO_CLIENT_ID: kommo.integration().clientId,
    KOMMO_CLIENT_SECRET: kommo.integration().clientSecret,
    KOMMO_ORIGIN_TEMPLATE: kommo.originTemplate,
    KOMMO_DOMAIN: kommo.account().subdomain,
    KOMMO_ACCESS_TOKEN: kommo.longLivedToken(),
    FASTSPRING_WEBHOOK_SECRET: secret,
  };
}

async function askEmbedded<Answer>(dataDir: string, ask: (url: string) => Promise<Answer>): Promise<Answer> {
  const { url, close } = await joinEmbedded(dataDir);
  return ask(url).finally(close);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const seconds = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
