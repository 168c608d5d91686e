import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import {
  addCustomer,
  addProduct,
  createStore,
  customerHistory,
  purchase,
  sendWebhook,
  startFastSpringSandbox,
} from '../scripts/sandbox/fastspring/index.ts';
import { nodeKnowingHosts } from '../scripts/sandbox/http/account-host.ts';
import { type KommoSandbox, startKommoSandbox } from '../scripts/sandbox/kommo/index.ts';
import { createEmbeddedFolder } from './database/testing/embedded-folder.ts';
import { freePort } from './database/testing/free-port.ts';
import { createPostgresDatabase } from './database/testing/test-database.ts';
import { compiledModules } from './testing/cache.ts';

const secret = 'sandbox-webhook-secret';
const encryptionKey = Buffer.alloc(32, 3).toString('base64');
/** For what is awaited, ms; no measure of speed. */
const awaiting = { timeout: 120_000, interval: 200 };
let story: ReturnType<typeof customerHistory>;

beforeAll(() => {
  story = customerHistory(createStore());
});

/** The service as `npm start` runs it, in single-account mode against a sandbox, and one deal of Anna's. */
async function setScene(engine: 'postgres' | 'embedded') {
  const port = await freePort();
  const kommo = await startKommoSandbox({ integration: { redirectUri: `http://127.0.0.1:${port}/oauth/callback` } });
  onTestFinished(kommo.close);
  const contact = kommo.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const [, paid] = kommo.account().pipelines[0]?.statuses.toReversed() ?? [];
  const lead = kommo.addLead({ name: 'Acme', contactIds: [contact.id] });
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-e2e-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    ENCRYPTION_KEY: encryptionKey,
    KOMMO_CLIENT_ID: kommo.integration().clientId,
    KOMMO_CLIENT_SECRET: kommo.integration().clientSecret,
    KOMMO_ORIGIN_TEMPLATE: kommo.originTemplate,
    KOMMO_DOMAIN: kommo.account().subdomain,
    KOMMO_ACCESS_TOKEN: kommo.longLivedToken(),
    KOMMO_STATUS_PAID_ID: String(paid?.id),
    FASTSPRING_WEBHOOK_SECRET: secret,
    DATABASE_URL: engine === 'embedded' ? '' : await postgresUrl(),
  };
  const deliver = (...events: object[]) =>
    sendWebhook({ url: `http://127.0.0.1:${port}/webhooks/fastspring`, secret, events });
  return { port, kommo, lead, paidStage: paid?.id ?? 0, environment, deliver, start: () => startProcess(environment) };
}

/** The same on a database that has been started before: the demo starts on an empty folder. */
async function setMigratedScene(engine: 'postgres' | 'embedded') {
  const scene = await setScene(engine);
  if (engine === 'embedded') await createEmbeddedFolder(scene.environment.DATA_DIR);
  return scene;
}

async function postgresUrl(): Promise<string> {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  return url;
}

async function startProcess(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  // V8 would compile the whole of the embedded Postgres a second time, for speed, which these short lives never pay.
  const child = spawn(process.execPath, ['--liftoff-only', ...nodeKnowingHosts, join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, ...compiledModules, ...environment },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(async () => expect((await fetch(`${environment.PUBLIC_URL}/readyz`)).status).toBe(200), awaiting);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

const notes = (kommo: KommoSandbox, leadId: number) => kommo.notesOf(leadId).map((note) => String(note.params.text));

async function askStatus(port: number, kommo: KommoSandbox): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/status`, {
    headers: { 'x-auth-token': kommo.oneTimeToken({ audience: `http://127.0.0.1:${port}` }) },
  });
  return answer.json();
}

async function settled(port: number, kommo: KommoSandbox): Promise<void> {
  await vi.waitFor(async () => {
    expect(await askStatus(port, kommo)).toMatchObject({ backlog: { events: 0, effects: 0 } });
  }, awaiting);
}

describe.each(['postgres', 'embedded'] as const)('on %s', (engine) => {
  test('resends and a kill in between give each payment one note and one move, and lose none', async () => {
    const { port, kommo, lead, paidStage, deliver, environment, start } = await setMigratedScene(engine);
    const first = await start();
    if (engine === 'embedded') await expectToBeRefused(environment);
    expect((await deliver(story.events.firstPurchase)).status).toBe(200);
    await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(1), awaiting);
    const kommoIsAway = kommo.faults.add({ kind: 'reset_before', match: {}, times: Infinity });
    expect((await deliver(story.events.activation)).status).toBe(200);
    await end(first, 'SIGKILL');
    kommoIsAway.remove();

    const second = await start();
    await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(2), awaiting);
    expect((await deliver(story.events.firstPurchase)).status).toBe(200);
    expect((await deliver(story.events.resend)).status).toBe(200);
    expect((await deliver(story.events.renewal)).status).toBe(200);
    await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(3), awaiting);
    await settled(port, kommo);

    expect(notes(kommo, lead.id)).toEqual([
      expect.stringMatching(/€238\.00.*€38\.00.*Pro plan/),
      expect.stringContaining('Pro plan'),
      expect.stringContaining(story.renewalOrder.reference ?? ''),
    ]);
    expect(kommo.lead(lead.id).status_id).toBe(paidStage);
    expect(kommo.busiestSecond()).toBeLessThanOrEqual(7);
    expect(await end(second, 'SIGTERM')).toBe(0);
  });
});

/** A second process on the folder of a running one. */
async function expectToBeRefused(environment: Readonly<Record<string, string>>): Promise<void> {
  const message = await startInVain({ ...environment, PORT: String(await freePort()) });
  expect(message).toMatch(/^DATA_DIR .* is in use by another process\..*\n$/);
}

test('what was paid while nothing ran is there after the restart, without a webhook', async () => {
  const { port, kommo, lead, environment } = await setScene('postgres');
  const fastspring = await startFastSpringSandbox();
  onTestFinished(fastspring.close);
  const { username, password } = fastspring.api;
  const connected = {
    ...environment,
    FASTSPRING_API_URL: fastspring.url,
    FASTSPRING_API_USERNAME: username,
    FASTSPRING_API_PASSWORD: password,
  };
  const reconciliation = async () => {
    const answer = await askStatus(port, kommo);
    return z.object({ reconciliation: z.object({ catchUp: z.unknown() }) }).parse(answer).reconciliation;
  };
  const first = await startProcess(connected);
  await vi.waitFor(async () => expect((await reconciliation()).catchUp).toMatchObject({ problem: null }), awaiting);
  await end(first, 'SIGKILL');

  const { store } = fastspring;
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const prices = { EUR: '50.00' };
  const product = addProduct(store, { path: 'handbook', name: 'Handbook', sku: null, prices, interval: null });
  const { order } = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  await startProcess(connected);
  await vi.waitFor(
    () => expect(notes(kommo, lead.id)).toEqual([expect.stringContaining(order.reference ?? '')]),
    awaiting,
  );
  expect((await reconciliation()).catchUp).toMatchObject({ takenIn: 3 });
});

test('a malformed value ends the start with one line that names the variable', async () => {
  expect(await startInVain({ ENCRYPTION_KEY: 'short' })).toMatch(/^ENCRYPTION_KEY must be [^\n]*\n$/);
});

/** Starts a process that has to end by itself with 1; what it says. */
async function startInVain(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, ...compiledModules, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let message = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    message += text;
  });
  await once(child, 'close');
  expect(child.exitCode).toBe(1);
  return message;
}
