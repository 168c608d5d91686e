import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { startSettingsServer } from '../../testing/server/api/settings-server.ts';
import { startSingleAccount } from '../../testing/server/kommo/single-account-stack.ts';
import { testSealer } from '../../testing/server/platform/crypto/test-sealer.ts';
import { workOnDue } from '../../testing/server/platform/jobs/queues.ts';
import { saveConnectionOfEnvironment } from '../fastspring/api/environment-connection.ts';
import { createWebhookOwners } from '../fastspring/webhook/webhook-secrets.ts';
import { createInstalls } from '../kommo/install/installs.ts';
import { createSealer, type SealedColumn } from '../platform/crypto/seal.ts';
import { sealedColumns } from './sealed-columns.ts';

const { webhookSecret, previousWebhookSecret, apiUsername, apiPassword, accessToken, installCode } = sealedColumns;
const lostKey = createSealer({ current: Buffer.alloc(32, 1), other: undefined });
const unreadable = (column: SealedColumn, rowId: string) => lostKey.seal(column, rowId, 'of a lost key');

const unreadableConnection = (accountId: string) => ({
  webhookSecret: unreadable(webhookSecret, accountId),
  previousWebhookSecret: unreadable(previousWebhookSecret, accountId),
  previousWebhookSecretEndsAt: new Date(Date.now() + 3_600_000),
  apiUsername: unreadable(apiUsername, accountId),
  apiPassword: unreadable(apiPassword, accountId),
});

test('FastSpring’s secrets that no key opens count as not saved, and are saved again', async () => {
  const { call, database, prisma, accountId } = await startSettingsServer();
  await prisma.account.update({ where: { id: accountId }, data: unreadableConnection(accountId) });
  const { webhookKey: key } = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const { findOwner } = createWebhookOwners(database, testSealer, Date.now, async () => undefined);
  expect(await findOwner({ key }, true)).toMatchObject({ accountId, secrets: [] });
  expect((await call('GET', '/api/v1/status')).body.fastspring).toMatchObject({ hasWebhookSecret: false });
  expect((await call('GET', '/api/v1/settings')).body.fastspring).toMatchObject({
    hasWebhookSecret: false,
    hasPreviousWebhookSecret: false,
    previousWebhookSecretEndsAt: null,
    apiUsername: null,
    hasApiCredentials: false,
  });

  const fastspring = { webhookSecret: 'again', apiUsername: 'user', apiPassword: '' };
  const saved = await call('PUT', '/api/v1/settings', { json: { fastspring } });
  expect(saved).toMatchObject({
    status: 200,
    body: { fastspring: { hasWebhookSecret: true, hasPreviousWebhookSecret: false, apiUsername: 'user' } },
  });
  expect(await findOwner({ key }, true)).toMatchObject({ secrets: ['again'] });
});

test('a secret that no key opens can be removed', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  await prisma.account.update({ where: { id: accountId }, data: unreadableConnection(accountId) });
  expect((await call('PUT', '/api/v1/settings', { json: { fastspring: { webhookSecret: null } } })).status).toBe(200);
  expect(await prisma.account.findFirst()).toMatchObject({ webhookSecret: null, previousWebhookSecret: null });
});

test('an account with tokens that no key opens has to be connected again', async () => {
  const { call, prisma, kommo, accountId } = await startSettingsServer();
  expect((await call('GET', '/api/v1/status')).body.kommo.state).toBe('connected');
  const tokens = { accessToken: unreadable(accessToken, accountId) };
  await prisma.kommoToken.update({ where: { accountId }, data: tokens });
  const state = 'needs_reauthorization';
  await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toMatchObject({ reason: state });
  const reason = expect.stringContaining('ENCRYPTION_KEY');
  expect((await call('GET', '/api/v1/status')).body.kommo).toMatchObject({ state, reason });
  // The key may be found again.
  expect(await prisma.account.findFirst()).toMatchObject({ state: 'connected' });
});

test('the environment’s secrets replace those that no key opens', async () => {
  const { prisma, boot } = await startSingleAccount(await openTestDatabase());
  const { accountId } = await boot();
  await prisma.account.update({ where: { id: accountId }, data: unreadableConnection(accountId) });
  await prisma.kommoToken.update({
    where: { accountId },
    data: { accessToken: unreadable(accessToken, accountId) },
  });
  const { kommo } = await boot();
  const given = { webhookSecret: 'secret', apiUsername: 'user', apiPassword: 'password' };
  await saveConnectionOfEnvironment(prisma, testSealer, accountId, given, Date.now());
  const stored = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const open = (column: SealedColumn, sealed: string | null) => testSealer.open(column, accountId, sealed ?? '');
  expect({
    webhookSecret: open(webhookSecret, stored.webhookSecret),
    apiUsername: open(apiUsername, stored.apiUsername),
    apiPassword: open(apiPassword, stored.apiPassword),
  }).toEqual(given);
  expect((await kommo.forAccount(accountId, 'background').getAccount()).subdomain).toBe('demo');
});

test('an installation with a code that no key opens has failed, and does not hold up others', async () => {
  const { prisma } = await openTestDatabase();
  const id = randomUUID();
  await prisma.pendingInstall.create({
    data: { id, subdomain: 'acme', stateNonce: 'nonce', code: unreadable(installCode, id) },
  });
  const unused = () => Promise.reject(new Error('Kommo was asked'));
  const installs = createInstalls({
    prisma,
    sealer: testSealer,
    requests: { requireAccount: unused, exchangeCode: unused, readAccount: unused },
    windowMs: 1_000,
    log: { info: () => undefined, warn: () => undefined },
  });
  for (const queue of installs.queues) await workOnDue(queue);
  expect(await prisma.pendingInstall.findFirst()).toMatchObject({
    state: 'failed',
    lastError: expect.stringContaining('ENCRYPTION_KEY'),
  });
});
