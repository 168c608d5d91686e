import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { batch, event, startWebhookServer } from '../../../testing/server/fastspring/webhook-server.ts';
import { readRefusedWebhook } from './refused-webhooks.ts';

const second = 1_000;
const body = batch(event('EV1'));
const forged = { secret: 'somebody-else' };

async function startReceiver() {
  const database = await openTestDatabase();
  const server = await startWebhookServer(database);
  const { prisma } = database;
  const view = () => readRefusedWebhook(prisma, server.account.id, null);
  const reason = async () => (await view())?.reason ?? null;
  return { ...server, prisma, view, reason, shows: (wanted: string | null) => expect.poll(reason).toBe(wanted) };
}

test.each<[string, Parameters<Awaited<ReturnType<typeof startReceiver>>['deliver']>]>([
  ['signature_mismatch', [body, forged]],
  ['signature_mismatch', [body, { signature: 'not a digest' }]],
  ['signature_missing', [body, { signature: null }]],
  ['not_a_batch', ['{}']],
  ['too_large', [batch(...Array.from({ length: 1_001 }, (_, index) => event(`EV${index}`)))]],
  ['too_large', [batch(event('EV1', 'x', 'y'.repeat(6 * 1024 * 1024)))]],
])('a webhook that is refused as %s is shown, counted and logged, until one is accepted', async (reason, delivery) => {
  const { account, deliver, shows, counts, logged, letTimePass, prisma } = await startReceiver();
  await deliver(...delivery);
  await shows(reason);
  expect(Object.fromEntries([...counts()].filter(([, count]) => count > 0))).toEqual({ [reason]: 1 });
  expect(logged).toEqual([{ accountId: account.id, reason, webhooks: 1 }]);
  expect(JSON.stringify(await prisma.refusedWebhook.findMany())).not.toContain('EV1');

  letTimePass(5 * second);
  expect((await deliver(batch())).status).toBe(200);
  await shows(null);
});

test('an account without a secret, one that was uninstalled and an address that has expired are told apart', async () => {
  const { account, deliver, shows, letTimePass, prisma, forgetOwner } = await startReceiver();
  const change = async (data: { webhookSecret?: null; state?: string; webhookKey?: string }) => {
    await prisma.account.update({ where: { id: account.id }, data });
    forgetOwner(account.id);
    letTimePass(5 * second);
  };
  await change({ webhookSecret: null });
  expect((await deliver(body)).status).toBe(401);
  await shows('no_secret');
  await change({ state: 'uninstalled' });
  expect((await deliver(body)).status).toBe(410);
  await shows('uninstalled');
  await prisma.formerWebhookKey.create({
    data: { key: account.webhookKey, accountId: account.id, sender: 'fastspring', endsAt: new Date(5 * second) },
  });
  await change({ state: 'connected', webhookKey: 'the new one' });
  const refused = await deliver(body);
  expect(await refused.json()).toMatchObject({ status: 404, code: 'webhook_unknown_address' });
  await shows('old_address');
});

test('an address that no account ever had is counted and logged, and costs no row', async () => {
  const { deliver, counts, logged, prisma } = await startReceiver();
  for (const key of ['no-such-key', 'another-key']) expect((await deliver(body, { key })).status).toBe(404);
  expect(counts().get('unknown_address')).toBe(2);
  expect(logged).toEqual([{ reason: 'unknown_address', webhooks: 1 }]);
  expect(await prisma.refusedWebhook.count()).toBe(0);
});

test('a hundred refusals cost one write, and the last one is shown after a pause', async () => {
  const { deliver, shows, reason, letTimePass, prisma } = await startReceiver();
  await deliver(body, forged);
  await shows('signature_mismatch');
  const { refusedAt } = await prisma.refusedWebhook.findFirstOrThrow();
  letTimePass(second);
  for (let times = 0; times < 100; times += 1) await deliver(body, { signature: null });
  expect(await reason()).toBe('signature_mismatch');
  expect(await prisma.refusedWebhook.findFirstOrThrow()).toMatchObject({ refusedAt });
  letTimePass(4 * second);
  await shows('signature_missing');
});

test('one line a minute says how many were refused since the line before', async () => {
  const { deliver, logged, letTimePass } = await startReceiver();
  for (let times = 0; times < 3; times += 1) await deliver(body, forged);
  await deliver(body, { signature: null });
  letTimePass(60 * second);
  await deliver(body, forged);
  expect(logged).toMatchObject([
    { reason: 'signature_mismatch', webhooks: 1 },
    { reason: 'signature_missing', webhooks: 1 },
    { reason: 'signature_mismatch', webhooks: 3 },
  ]);
});

test('what another process refused is ended by a webhook that this one accepts', async () => {
  const { account, deliver, shows, prisma } = await startReceiver();
  await prisma.refusedWebhook.create({
    data: { accountId: account.id, reason: 'no_secret', refusedAt: new Date() },
  });
  expect((await deliver(batch())).status).toBe(200);
  await shows(null);
});

test('a refusal that could not be deleted is deleted with the next accepted webhook', async () => {
  const { deliver, shows, reason, logged, letTimePass, prisma } = await startReceiver();
  await deliver(body, forged);
  await shows('signature_mismatch');
  await prisma.$executeRaw`CREATE RULE keep AS ON DELETE TO "refused_webhooks" DO INSTEAD SELECT 1 / 0`;
  onTestFinished(async () => void (await prisma.$executeRaw`DROP RULE IF EXISTS keep ON "refused_webhooks"`));
  letTimePass(5 * second);
  expect((await deliver(batch())).status).toBe(200);
  await expect.poll(() => logged).toMatchObject([{ reason: 'signature_mismatch' }, { err: expect.anything() }]);
  expect(await reason()).toBe('signature_mismatch');
  await prisma.$executeRaw`DROP RULE keep ON "refused_webhooks"`;
  letTimePass(5 * second);
  expect((await deliver(batch())).status).toBe(200);
  await shows(null);
});

test('a stored webhook that came later ends a refusal whose row is still there', async () => {
  const { account, deliver, shows, prisma } = await startReceiver();
  await deliver(body, forged);
  await shows('signature_mismatch');
  const { refusedAt } = await prisma.refusedWebhook.findFirstOrThrow();
  const at = (ms: number) => new Date(refusedAt.getTime() + ms).toISOString();
  expect(await readRefusedWebhook(prisma, account.id, at(1))).toBeNull();
  expect(await readRefusedWebhook(prisma, account.id, at(-1))).not.toBeNull();
});

test('a refusal of an account that is deleted meanwhile breaks nothing', async () => {
  const { deliver, logged, prisma } = await startReceiver();
  await deliver(body);
  await prisma.account.deleteMany();
  expect((await deliver('{}')).status).toBe(400);
  await expect.poll(() => logged).toMatchObject([{ reason: 'not_a_batch' }, { err: expect.anything() }]);
});
