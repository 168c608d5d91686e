import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { FastspringUnavailable } from '../../fastspring/api/errors.ts';
import { endPreviousConnections } from '../../fastspring/webhook/secret-rotation.ts';
import type { SealedColumn } from '../../platform/crypto/seal.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

const day = 86_400_000;

test('a new secret keeps the one before it for a day or until it is removed, and neither is ever shown', async () => {
  const { call, prisma, letTimePass } = await startSettingsServer();
  for (const webhookSecret of ['first-sandbox-secret', 'second-sandbox-secret']) {
    await call('PUT', '/api/v1/settings', { json: { fastspring: { webhookSecret } } });
  }
  const rotating = await call('GET', '/api/v1/settings');
  expect(rotating.body.fastspring).toMatchObject({ hasWebhookSecret: true, hasPreviousWebhookSecret: true });
  expect(JSON.stringify(rotating.body)).not.toContain('sandbox-secret');
  const account = await prisma.account.findFirstOrThrow();
  const endsAt = Date.parse(rotating.body.fastspring.previousWebhookSecretEndsAt);
  expect(endsAt).toBe(account.previousWebhookSecretEndsAt?.getTime());
  expect(Math.abs(endsAt - Date.now() - day)).toBeLessThan(day / 24);
  const open = (column: SealedColumn, sealed: string | null) => testSealer.open(column, account.id, sealed ?? '');
  expect(open(sealedColumns.webhookSecret, account.webhookSecret)).toBe('second-sandbox-secret');
  expect(open(sealedColumns.previousWebhookSecret, account.previousWebhookSecret)).toBe('first-sandbox-secret');

  const none = { hasPreviousWebhookSecret: false, previousWebhookSecretEndsAt: null };
  await call('PUT', '/api/v1/settings', { json: { fastspring: { previousWebhookSecret: null } } });
  expect((await call('GET', '/api/v1/settings')).body.fastspring).toMatchObject(none);
  expect(await prisma.account.findFirst()).toMatchObject({ previousWebhookSecretEndsAt: null });

  await call('PUT', '/api/v1/settings', { json: { fastspring: { webhookSecret: 'third-sandbox-secret' } } });
  letTimePass(2 * day);
  expect((await call('GET', '/api/v1/settings')).body.fastspring).toMatchObject(none);
  await endPreviousConnections(prisma, Date.now() + 2 * day);
  expect(await prisma.account.findFirst()).toMatchObject({
    webhookSecret: expect.any(String),
    previousWebhookSecret: null,
    previousWebhookSecretEndsAt: null,
  });
});

test('a rotation answers with the settings, which say whether it is confirmed, and never with the secret', async () => {
  const sent: string[] = [];
  let isUp = false;
  const setWebhookSecret = async (_address: string, secret: string) => {
    sent.push(secret);
    if (!isUp) throw new FastspringUnavailable('no answer');
  };
  const { call } = await startSettingsServer({ fastspring: { setWebhookSecret } });
  const fastspring = { webhookSecret: 'sandbox-secret', apiUsername: 'user', apiPassword: 'password' };
  await call('PUT', '/api/v1/settings', { json: { fastspring } });
  const rotate = () => call('POST', '/api/v1/settings/webhook-secret/rotate');
  expect(await rotate()).toMatchObject({ status: 502, body: { code: 'rotation_unconfirmed' } });
  const shown = await call('GET', '/api/v1/settings');
  expect(shown).toMatchObject({ etag: '"1"', body: { fastspring: { isWebhookSecretUnconfirmed: true } } });
  isUp = true;
  const rotated = await rotate();
  expect(rotated).toMatchObject({
    ...{ status: 200, etag: '"2"' },
    body: { fastspring: { hasPreviousWebhookSecret: true, isWebhookSecretUnconfirmed: false } },
  });
  expect(sent).toEqual([sent[0], sent[0]]);
  for (const { body } of [shown, rotated]) expect(JSON.stringify(body)).not.toContain(sent[0]);
});

test('an administrator changes the webhook address; each former one is answered for seven days more', async () => {
  const { call, prisma, accountId, letTimePass } = await startSettingsServer();
  const change = (as?: 'seller') => call('POST', '/api/v1/settings/webhook-address', as && { as });
  const addresses = async () => (await call('GET', '/api/v1/settings')).body.fastspring;
  const { webhookUrl: first } = await addresses();
  expect((await change('seller')).status).toBe(403);
  expect((await addresses()).webhookUrl).toBe(first);

  const changed = await change();
  expect(changed).toMatchObject({ status: 200, body: { version: 0, rights: { configure: true } } });
  const { webhookUrl: second, previousWebhookUrlEndsAt } = changed.body.fastspring;
  expect(second).toMatch(/\/webhooks\/fastspring\/[\w-]{43}$/);
  expect(second).not.toBe(first);
  expect(Math.abs(Date.parse(previousWebhookUrlEndsAt) - Date.now() - 7 * day)).toBeLessThan(day / 24);
  letTimePass(day);
  await change();
  const former = await prisma.formerWebhookKey.findMany({ orderBy: { endsAt: 'asc' } });
  expect(former.map(({ key, accountId: of }) => [key, of])).toEqual([
    [first.split('/').at(-1), accountId],
    [second.split('/').at(-1), accountId],
  ]);
  expect((await addresses()).previousWebhookUrlEndsAt).toBe(former[1]?.endsAt.toISOString());

  for (let times = 2; times < 10; times += 1) expect((await change()).status).toBe(200);
  expect((await change()).status).toBe(429);
  expect(await prisma.auditEntry.count({ where: { action: 'webhook_address_changed' } })).toBe(10);
  letTimePass(8 * day);
  expect((await addresses()).previousWebhookUrlEndsAt).toBeNull();
  // Known for longer than it is answered, so that a call to it can be shown.
  await endPreviousConnections(prisma, Date.now() + 9 * day);
  expect(await prisma.formerWebhookKey.count()).toBe(10);
  expect((await change()).status).toBe(200);
  await endPreviousConnections(prisma, Date.now() + 110 * day);
  expect(await prisma.formerWebhookKey.count()).toBe(0);
});
