import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { createEmbeddedFolder } from '../postgres/embedded-folder.ts';
import { freePort } from '../postgres/free-port.ts';
import { createPostgresDatabase } from '../postgres/test-database.ts';
import { sendWebhook } from '../sandbox/fastspring/index.ts';
import { nodeKnowingHosts } from '../sandbox/http/account-host.ts';
import { type KommoSandbox, startKommoSandbox } from '../sandbox/kommo/index.ts';
import { startFlags } from './start-flags.ts';

const secret = 'sandbox-webhook-secret';
const encryptionKey = Buffer.alloc(32, 3).toString('base64');
/** Time limit for awaited results, ms; no measure of speed. */
export const awaiting = { timeout: 120_000, interval: 200 };

/** What `npm start` runs. */
export const startFile = join(import.meta.dirname, '../../server/start.js');

/** The service as `npm start` runs it, in single-account mode against a sandbox, and one deal of Anna's. */
export async function setScene(engine: 'postgres' | 'embedded') {
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
export async function setMigratedScene(engine: 'postgres' | 'embedded') {
  const scene = await setScene(engine);
  if (engine === 'embedded') await createEmbeddedFolder(scene.environment.DATA_DIR);
  return scene;
}

async function postgresUrl(): Promise<string> {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  return url;
}

export async function startProcess(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  // V8 would compile Prisma's queries a second time, optimized, which these short runs never pay off.
  const child = spawn(process.execPath, ['--liftoff-only', ...startFlags, ...nodeKnowingHosts, startFile], {
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(async () => expect((await fetch(`${environment.PUBLIC_URL}/readyz`)).status).toBe(200), awaiting);
  return child;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

export const notes = (kommo: KommoSandbox, leadId: number) =>
  kommo.notesOf(leadId).map((note) => String(note.params.text));

export async function askStatus(port: number, kommo: KommoSandbox): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/status`, {
    headers: { 'x-auth-token': kommo.oneTimeToken({ audience: `http://127.0.0.1:${port}` }) },
  });
  return answer.json();
}

export async function settled(port: number, kommo: KommoSandbox): Promise<void> {
  await vi.waitFor(async () => {
    expect(await askStatus(port, kommo)).toMatchObject({ backlog: { events: 0, effects: 0 } });
  }, awaiting);
}

/** Starts a process that has to exit with 1 on its own; returns its output. */
export async function startInVain(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [...startFlags, startFile], {
    env: { ...process.env, ...environment },
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
