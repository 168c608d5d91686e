import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { allow, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';
import { startSingleAccount } from '../../../testing/server/kommo/single-account-stack.ts';

test('a person installs: consent, callback, an account with its tokens', async () => {
  const { sandbox, prisma, visit, kommo } = await startOauth(await openTestDatabase());
  const consent = await visit('/oauth/install');
  expect(consent.status).toBe(302);
  const address = new URL(consent.headers.get('location') ?? '');
  expect(address.origin + address.pathname).toBe(sandbox.oauthUrl);
  const page = await visit(await allow(sandbox, address));
  expect(page.status).toBe(200);
  expect(page.text).toContain('Connected');
  expect(page.text).toContain(sandbox.account().name);

  const account = await prisma.account.findFirstOrThrow();
  const { id, subdomain, name, language, currency, timezone } = sandbox.account();
  expect(account).toMatchObject({
    kommoAccountId: BigInt(id),
    subdomain,
    name,
    language,
    currency,
    timeZone: timezone,
    state: 'connected',
  });
  expect(Buffer.from(account.webhookKey, 'base64url')).toHaveLength(32);
  expect(await kommo.forAccount(account.id, 'interactive').getAccount()).toMatchObject({ id });
  const pending = await prisma.pendingInstall.findFirstOrThrow();
  expect(pending).toMatchObject({ state: 'done', code: '', stateNonce: expect.any(String) });
});

test('the single account exists before the first request to Kommo, and works after it', async () => {
  const { sandbox, prisma, boot } = await startSingleAccount(await openTestDatabase());
  const { kommo, accountId } = await boot();
  expect(sandbox.callCount()).toBe(0);
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    kommoAccountId: null,
    subdomain: 'demo',
    singleAccount: true,
    state: 'connected',
  });
  sandbox.faults.add({ kind: 'reset_before' });
  await kommo.singleAccount?.identify();
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ kommoAccountId: null, state: 'connected' });
  await kommo.singleAccount?.identify();
  const { id, name, currency } = sandbox.account();
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ kommoAccountId: BigInt(id), name, currency });
  const calls = sandbox.callCount();
  await kommo.singleAccount?.identify();
  expect(sandbox.callCount()).toBe(calls);
  expect(await kommo.forAccount(accountId, 'background').getAccount()).toMatchObject({ id });
});
