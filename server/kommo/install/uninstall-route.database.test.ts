import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { waitsForLock } from '../../../testing/postgres/waits-for-lock.ts';
import { type OauthOptions, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';

test('uninstalling removes every secret at once and keeps the rest for 30 days', async () => {
  const { sandbox, prisma, uninstalled } = await start();
  await sandbox.installFromMarketplace();
  const secrets = {
    ...{ webhookSecret: 'a', previousWebhookSecret: 'b', nextWebhookSecret: 'c' },
    ...{
      apiUsername: 'd',
      apiPassword: 'e',
      previousWebhookSecretEndsAt: new Date(),
      nextWebhookSecretEndsAt: new Date(),
    },
  };
  const { id } = await prisma.account.findFirstOrThrow();
  await prisma.account.update({ where: { id }, data: { ...secrets, settings: { testOrders: 'act' } } });
  expect(await sandbox.uninstall()).toEqual({ status: 200 });
  expect(uninstalled).toEqual([id]);
  const account = await prisma.account.findFirstOrThrow();
  const none = Object.keys(secrets).map((column) => [column, null]);
  expect(account).toMatchObject({ state: 'uninstalled', ...Object.fromEntries(none) });
  const keptFor = (account.deleteAfter?.getTime() ?? 0) - Date.now();
  expect(Math.round(keptFor / 86_400_000)).toBe(30);
  expect(await prisma.kommoToken.count()).toBe(0);
  expect(await sandbox.uninstall()).toEqual({ status: 200 });
  await sandbox.installFromMarketplace();
  expect(await prisma.account.findMany()).toMatchObject([
    { id, state: 'connected', stateReason: null, deleteAfter: null, settings: { testOrders: 'act' } },
  ]);
});

test('an old uninstall address does nothing to an account that is connected', async () => {
  const { sandbox, prisma, visit, clientId } = await start();
  await sandbox.installFromMarketplace();
  const { id } = sandbox.account();
  const query = `account_id=${id}&client_uuid=${clientId}&signature=${sandbox.uninstallSignature(id)}`;
  expect(await visit(`/oauth/uninstall?${query}`)).toMatchObject({ status: 200 });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'connected' });
  sandbox.faults.add({ kind: 'html_403' });
  expect(await visit(`/oauth/uninstall?${query}`)).toMatchObject({ status: 200 });
  expect(await prisma.kommoToken.count()).toBe(1);
});

test('an uninstall that is not signed for this account and integration is refused', async () => {
  const { sandbox, visit, clientId } = await start();
  const { id } = sandbox.account();
  const signature = sandbox.uninstallSignature(id);
  const other = sandbox.uninstallSignature(id + 1);
  for (const query of [
    '',
    `account_id=${id}`,
    `account_id=${id}&client_uuid=other`,
    `account_id=${id}&client_id=${clientId}&signature=${other}`,
    `account_id=${id}&client_id=${clientId}&signature=`,
    `account_id=${id}&client_uuid=${clientId}&signature=${other}`,
    `account_id=${id}&client_uuid=${clientId}&signature=${signature.slice(2)}`,
    `account_id=${id}&client_uuid=other&signature=${signature}`,
    `account_id=0${id}&client_uuid=${clientId}&signature=${signature}`,
    `account_id=${id}&client_uuid=${clientId}&signature=${signature}&signature=${signature}`,
  ]) {
    expect(await visit(`/oauth/uninstall?${query}`)).toMatchObject({ status: 401 });
  }
  expect(await visit(`/oauth/uninstall?account_id=${id}&client_uuid=${clientId}&signature=${signature}`)).toMatchObject(
    { status: 200 },
  );
});

test('the uninstall hook may name the integration `client_id`', async () => {
  const { sandbox, prisma, visit, clientId } = await start();
  await sandbox.installFromMarketplace();
  sandbox.revokeTokens();
  const { id } = sandbox.account();
  const query = `account_id=${id}&client_id=${clientId}&signature=${sandbox.uninstallSignature(id)}`;
  expect(await visit(`/oauth/uninstall?${query}`)).toMatchObject({ status: 200 });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'uninstalled' });
});

test('an unsigned uninstall only leads to a question to Kommo, once a minute: anybody can send it', async () => {
  const { sandbox, prisma, visit, clientId, uninstalled } = await start({ signsUninstall: false });
  await sandbox.installFromMarketplace();
  expect(await sandbox.uninstall()).toEqual({ status: 200 });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'needs_reauthorization', deleteAfter: null });
  expect(uninstalled).toEqual([]);

  const asked = sandbox.callCount();
  const query = `account_id=${sandbox.account().id}&client_id=${clientId}`;
  expect(await visit(`/oauth/uninstall?${query}`)).toMatchObject({ status: 200 });
  expect(await visit('/oauth/uninstall?account_id=1&client_id=other')).toMatchObject({ status: 401 });
  expect(sandbox.callCount()).toBe(asked);
});

test('unsigned uninstalls of one account do not keep Kommo from being asked about another', async () => {
  const { sandbox, prisma, visit, clientId } = await start({
    sandbox: { accounts: [{ subdomain: 'demo' }, { subdomain: 'other' }] },
  });
  for (const subdomain of ['demo', 'other']) {
    const code = sandbox.authorizationCode(subdomain);
    await visit(`/oauth/callback?code=${code}&referer=${subdomain}.kommo.com&client_id=${clientId}&from_widget=1`);
  }
  await expect.poll(() => prisma.account.count()).toBe(2);
  for (const subdomain of ['demo', 'other']) sandbox.revokeTokens(subdomain);
  for (const { kommoAccountId } of await prisma.account.findMany()) {
    await visit(`/oauth/uninstall?account_id=${kommoAccountId}&client_id=${clientId}`);
  }
  expect(await prisma.account.count({ where: { state: 'needs_reauthorization' } })).toBe(2);
});

test('an uninstall does not undo a simultaneous installation', async () => {
  const { sandbox, prisma, query, visit, clientId, uninstalled } = await start();
  await sandbox.installFromMarketplace();
  const token = await prisma.kommoToken.findFirstOrThrow();
  await prisma.kommoToken.deleteMany();
  const { id } = sandbox.account();
  const hookQuery = `account_id=${id}&client_uuid=${clientId}&signature=${sandbox.uninstallSignature(id)}`;
  const installing = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const install = prisma.$transaction(
    async (transaction) => {
      await transaction.account.updateMany({ data: { state: 'connected' } });
      await transaction.kommoToken.create({ data: token });
      locked.resolve();
      await installing.promise;
    },
    { timeout: 60_000 },
  );
  await locked.promise;
  const hook = visit(`/oauth/uninstall?${hookQuery}`);
  await expect.poll(() => waitsForLock({ query })).toBe(true);
  installing.resolve();
  await install;
  expect(await hook).toMatchObject({ status: 200 });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'connected' });
  expect(uninstalled).toEqual([]);
});

async function start(options: OauthOptions = {}) {
  const database = await openTestDatabase();
  return { ...(await startOauth(database, options)), query: database.query };
}
