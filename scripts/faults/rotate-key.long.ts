import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createSealer } from '../../server/platform/crypto/seal.ts';
import type { Database } from '../../server/platform/database/database.ts';
import { reseal } from '../../server/secrets/reseal.ts';
import { sealedColumns } from '../../server/secrets/sealed-columns.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { encryptionKey as oldKey, type Scene, setScene, webhookSecret } from './scene.ts';
import type { ServiceProcess } from './service-process.ts';
import { createStories } from './story.ts';
import { until } from './testing.ts';

/** Idle accounts: this many secrets keep the rotation busy for some seconds. */
const idleAccounts = 500;
const webhooksPerSecond = 50;
const subdomains = ['one', 'two', 'three'];
const newKey = Buffer.alloc(32, 6);
const rotated = createSealer({ current: newKey, other: undefined });
const base64 = (key: Buffer) => key.toString('base64');

/** Before the keys change places, after that, and when the old one is gone. */
const announced = { ENCRYPTION_KEY: base64(oldKey), OTHER_ENCRYPTION_KEY: base64(newKey) };
const changing = { ENCRYPTION_KEY: base64(newKey), OTHER_ENCRYPTION_KEY: base64(oldKey) };
const changed = { ENCRYPTION_KEY: base64(newKey), OTHER_ENCRYPTION_KEY: '' };

test('no webhook is refused while the key is rotated at 50 webhooks a second, with a kill in the middle', async () => {
  const scene = await startRotationScene();
  const [last, first, second, afterwards] = scene.services;
  if (!last || !first || !second || !afterwards) throw new Error('the scene has four processes');
  await addIdleAccounts(scene.database);
  await Promise.all([startWarm(scene, last), startWarm(scene, first)]);
  const load = startLoad(scene, [last, first]);
  const panel = keepRenewing(scene, load.services);

  const killed = startRotation(scene);
  await until(async () => (await countRotated(scene.database)) > idleAccounts / 2);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const remaining = idleAccounts * 2 - (await countRotated(scene.database));
  // The last process that seals with the old key makes way for one that seals with the new.
  await startWarm(scene, second);
  await load.moveTo([first, second]);
  await last.stop();
  const rotation = startRotation(scene);
  const [code] = await once(rotation, 'exit');
  await panel.stop();
  const { statuses, seconds } = await load.stop();

  console.log(
    `${statuses.length} webhooks in ${seconds.toFixed(1)} s, ${panel.renewals()} tokens renewed meanwhile, ${remaining} secrets left by the killed run`,
  );
  expect(remaining).toBeGreaterThan(0);
  expect(code).toBe(0);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(statuses.length).toBeGreaterThanOrEqual(Math.floor(seconds * webhooksPerSecond) - webhooksPerSecond);
  expect(panel.renewals()).toBeGreaterThan(0);
  const isOfLoad = { eventId: { startsWith: 'load-' } };
  expect(await scene.database.prisma.event.count({ where: isOfLoad })).toBe(statuses.length);

  expect(await reseal(scene.database, rotated, 'all')).toEqual({ resealed: 0, changedMeanwhile: 0, unreadable: [] });
  await Promise.all([first.stop(), second.stop()]);
  await afterwards.start();
  for (const subdomain of subdomains) {
    expect((await sendTo(scene, afterwards, subdomain, 'afterwards')).status).toBe(200);
    expect(await askForCatalog(scene, afterwards, subdomain)).toBe(200);
  }
});

async function startRotationScene(): Promise<Scene> {
  const postgres = await startPostgresServer();
  onTestFinished(postgres.stop);
  const stories = createStories(subdomains, 1);
  // The proxy runs in this process, which is busy sending.
  const environments = (databaseUrl: string) =>
    [announced, changing, changing, changed].map((keys) => ({ ...keys, DATABASE_URL: databaseUrl }));
  const scene = await setScene({ postgres, stories, processes: 4, environments, rateLimit: 50 });
  onTestFinished(scene.close);
  return scene;
}

/** With its connections open: on an overloaded machine the first webhooks of a process time out waiting for them. */
async function startWarm(scene: Scene, service: ServiceProcess): Promise<void> {
  await service.start();
  await until(async () => {
    const answers = Array.from({ length: 20 }, (_, index) => sendTo(scene, service, 'one', `warm-${index}`));
    return (await Promise.all(answers)).every(({ status }) => status === 200);
  });
}

/** Sealed with the old key, like everything. */
async function addIdleAccounts({ prisma }: Database): Promise<void> {
  const sealer = createSealer({ current: oldKey, other: undefined });
  const ids = Array.from({ length: idleAccounts }, () => crypto.randomUUID());
  await prisma.account.createMany({
    data: ids.map((id) => ({
      id,
      subdomain: id,
      webhookKey: id,
      state: 'uninstalled',
      webhookSecret: sealer.seal(sealedColumns.webhookSecret, id, 'idle-secret'),
      apiUsername: sealer.seal(sealedColumns.apiUsername, id, 'idle-user'),
    })),
  });
}

async function countRotated({ prisma }: Database): Promise<number> {
  const startsWith = rotated.prefix;
  const counts = await Promise.all([
    prisma.account.count({ where: { state: 'uninstalled', webhookSecret: { startsWith } } }),
    prisma.account.count({ where: { state: 'uninstalled', apiUsername: { startsWith } } }),
  ]);
  return counts[0] + counts[1];
}

function startRotation(scene: Scene): ChildProcess {
  const rotation = spawn(process.execPath, [join(import.meta.dirname, '../rotate-key.ts')], {
    env: { ...process.env, DATABASE_URL: scene.databaseUrl, ...changing },
    stdio: 'inherit',
  });
  onTestFinished(() => void rotation.kill('SIGKILL'));
  return rotation;
}

function sendTo(scene: Scene, service: ServiceProcess, subdomain: string, eventId: string) {
  const url = `${service.url}${scene.webhookPath(subdomain)}`;
  // Of a type without a rule: the test only proves that it is accepted.
  const event = { id: eventId, type: 'rotation.proof', live: true, created: Date.now(), data: {} };
  return sendWebhook({ url, secret: webhookSecret, events: [event] });
}

/** Sends at a fixed rate, without waiting for answers, to each service in turn. */
function startLoad(scene: Scene, initial: readonly ServiceProcess[]) {
  let services = initial;
  let sent = 0;
  const startedAt = performance.now();
  const answers: Promise<number | string>[] = [];
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * webhooksPerSecond;
    for (; sent < due; sent += 1) {
      const service = services[sent % services.length];
      const subdomain = subdomains[sent % subdomains.length] ?? '';
      if (service === undefined) continue;
      const answer = sendTo(scene, service, subdomain, `load-${sent}`);
      answers.push(answer.then(({ status }) => status, String));
    }
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return {
    services: () => services,
    /** like a load balancer: returns when the others have answered all their requests */
    moveTo: async (next: readonly ServiceProcess[]) => {
      services = next;
      await Promise.all(answers);
    },
    stop: async () => {
      clearInterval(timer);
      const seconds = (performance.now() - startedAt) / 1000;
      return { statuses: await Promise.all(answers), seconds };
    },
  };
}

/**
 * Makes the services renew tokens while these are sealed again: each catalog is requested with a token about to expire.
 */
function keepRenewing(scene: Scene, services: () => readonly ServiceProcess[]) {
  let asked = 0;
  let isOver = false;
  const renewed = (async () => {
    while (!isOver) {
      const subdomain = subdomains[asked % subdomains.length] ?? '';
      const service = services()[asked % 2];
      await scene.database.prisma.kommoToken.update({
        where: { accountId: scene.accountId(subdomain) },
        data: { expiresAt: new Date(Date.now() + 60_000) },
      });
      // The process may be stopping right now.
      if (service !== undefined) await askForCatalog(scene, service, subdomain).catch(() => 0);
      asked += 1;
      await wait(300);
    }
  })();
  return {
    renewals: () => scene.kommo.requests.filter(({ path }) => path.endsWith('/oauth2/access_token')).length,
    stop: () => {
      isOver = true;
      return renewed;
    },
  };
}

/** Like the settings page; Kommo only answers a token that could be opened. */
async function askForCatalog(scene: Scene, service: ServiceProcess, subdomain: string): Promise<number> {
  const headers = { 'x-auth-token': scene.oneTimeToken(subdomain) };
  const answer = await fetch(`${service.url}/api/v1/catalog?fresh=1`, { headers });
  return answer.status;
}
