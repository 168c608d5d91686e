import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { connectAccount } from '../../../testing/server/kommo/kommo-stack.ts';
import { startSingleAccount } from '../../../testing/server/kommo/single-account-stack.ts';
import { ConfigurationError } from '../../config/config.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

test('starting again, or twice at once, changes nothing', async () => {
  const { prisma, boot } = await start();
  const [first, second] = await Promise.all([boot(), boot()]);
  expect(second.accountId).toBe(first.accountId);
  const tokens = await prisma.kommoToken.findMany();
  await boot();
  expect(await prisma.kommoToken.findMany()).toEqual(tokens);
  expect(JSON.stringify(tokens)).not.toContain('eyJ');
});

test('an account once connected through OAuth continues under the environment', async () => {
  const { sandbox, prisma, boot } = await start();
  const id = await connectAccount(prisma, sandbox);
  const { accountId } = await boot();
  expect(accountId).toBe(id);
  expect(await prisma.kommoToken.findFirstOrThrow()).toMatchObject({ refreshToken: null, expiresAt: null });
});

test('a refused token says what to do, and is retried', async () => {
  const { sandbox, prisma, boot } = await start();
  const { kommo, accountId } = await boot();
  await kommo.singleAccount?.identify();
  const path = /api\/v4/;
  sandbox.faults.add({ kind: 'status', status: 401, body: { title: 'Unauthorized' }, match: { path }, times: 2 });
  await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toMatchObject({
    reason: 'needs_reauthorization',
  });
  await kommo.singleAccount?.identify();
  expect(await accountOf(prisma)).toMatchObject({
    state: 'needs_reauthorization',
    stateReason: expect.stringContaining('KOMMO_ACCESS_TOKEN'),
  });
  await kommo.singleAccount?.identify();
  expect(await accountOf(prisma)).toMatchObject({ state: 'connected', stateReason: null });
});

test.each([
  [404, '<html>'],
  [404, { title: 'Not Found', status: 404 }],
  [401, '<html>'],
  [302, ''],
  [405, { title: 'Method Not Allowed', status: 405 }],
])('an answer of %i with %j does not count against the token', async (status, body) => {
  const { sandbox, prisma, boot } = await start();
  const { kommo } = await boot();
  sandbox.faults.add({ kind: 'status', status, body });
  await kommo.singleAccount?.identify();
  expect(await accountOf(prisma)).toMatchObject({ state: 'connected', kommoAccountId: null });
  await kommo.singleAccount?.identify();
  expect(await accountOf(prisma)).toMatchObject({ kommoAccountId: BigInt(sandbox.account().id) });
});

test('a new token in the environment replaces the refused one at the next start', async () => {
  const { sandbox, prisma, boot } = await start();
  const { kommo, accountId } = await boot();
  sandbox.revokeTokens();
  await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toThrow();
  const again = await boot({ accessToken: sandbox.longLivedToken() });
  expect(await accountOf(prisma)).toMatchObject({ state: 'connected', stateReason: null });
  await again.kommo.forAccount(accountId, 'background').getAccount();
});

test('another account’s domain stops everything until it is set back', async () => {
  const { sandbox, prisma, boot } = await start();
  await (await boot()).kommo.singleAccount?.identify();
  sandbox.addAccount({ subdomain: 'other' });
  const other = { domain: 'other', accessToken: sandbox.longLivedToken('other') };
  for (let start = 1; start <= 2; start += 1) {
    const { kommo, accountId } = await boot(other);
    await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toMatchObject({
      reason: 'needs_reauthorization',
    });
    await kommo.singleAccount?.identify();
    expect(await accountOf(prisma)).toMatchObject({
      state: 'needs_reauthorization',
      stateReason: expect.stringContaining('another Kommo account'),
    });
  }
  const { kommo, accountId } = await boot();
  expect(await kommo.forAccount(accountId, 'background').getAccount()).toMatchObject({ subdomain: 'demo' });
});

test('the same account under a new name continues once Kommo has confirmed it', async () => {
  const { sandbox, prisma, boot } = await start();
  await (await boot()).kommo.singleAccount?.identify();
  sandbox.renameAccount('demo', 'bluebird');
  const { kommo } = await boot({ domain: 'https://bluebird.kommo.com/' });
  await kommo.singleAccount?.identify();
  expect(await accountOf(prisma)).toMatchObject({ subdomain: 'bluebird', state: 'connected', stateReason: null });
});

test('an account with two rows is refused', async () => {
  const { sandbox, prisma, boot } = await start();
  const { kommo } = await boot();
  await prisma.account.create({
    data: { kommoAccountId: sandbox.account().id, subdomain: 'former', webhookKey: 'obviously-fake' },
  });
  await kommo.singleAccount?.identify();
  expect(await prisma.account.findFirstOrThrow({ where: { singleAccount: true } })).toMatchObject({
    state: 'needs_reauthorization',
    stateReason: expect.stringContaining('OAuth'),
  });
});

test('a domain without an account stops the start', async () => {
  const { boot } = await start();
  await expect(boot({ domain: 'acme.example' })).rejects.toThrow(ConfigurationError);
});

async function accountOf(prisma: PrismaClient) {
  return prisma.account.findFirstOrThrow();
}

async function start() {
  return startSingleAccount(await openTestDatabase());
}
