import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { INSTALL_TIMEOUT_MS } from '../../../testing/sandbox/kommo/oauth/hooks.ts';
import { type OauthOptions, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { kommoTimeouts } from '../requests/timeouts.ts';
import { installQueueNames } from './installs.ts';

test('a slow Kommo: answered within three seconds, completed in the background', async () => {
  expect(kommoTimeouts.installAnswerMs).toBeLessThan(INSTALL_TIMEOUT_MS);
  const { sandbox, prisma } = await start({ timeouts: { installAnswerMs: 50 } });
  const { promise: until, resolve: answer } = Promise.withResolvers<void>();
  sandbox.faults.add({ kind: 'hold', until, match: { path: /access_token/ } });
  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  expect(await prisma.account.count()).toBe(0);
  answer();
  await expect.poll(() => prisma.account.count()).toBe(1);
});

test('a code whose exchange failed is kept, encrypted, and exchanged at the next attempt', async () => {
  const { sandbox, prisma, completeDue } = await start();
  sandbox.faults.add({ kind: 'status', status: 502, body: '<html>', match: { path: /access_token/ } });
  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  const pending = await prisma.pendingInstall.findFirstOrThrow();
  expect(pending).toMatchObject({ state: 'open', attempts: 1, lastError: expect.stringContaining('502') });
  expect(pending.code).not.toContain('def502');
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.account.count()).toBe(1);
  expect(await prisma.pendingInstall.findFirstOrThrow()).toMatchObject({ state: 'done', attempts: 2 });
});

test.each([
  [/access_token/, 404, '<html>'],
  [/access_token/, 401, { title: 'Unauthorized', status: 401 }],
  [/access_token/, 302, ''],
  [/api\/v4\/account\?/, 404, '<html>'],
  [/api\/v4\/account\?/, 404, { title: 'Not Found', status: 404 }],
  [/api\/v4\/account\?/, 401, { title: 'Unauthorized', status: 401 }],
  [/api\/v4\/account$/, 200, '<html>'],
  [/api\/v4\/account$/, 200, { id: 7 }],
  [/api\/v4\/account$/, 401, '<html>'],
  [/api\/v4\/account$/, 404, '<html>'],
  [/api\/v4\/account$/, 404, { title: 'Not Found', status: 404 }],
  [/api\/v4\/account$/, 503, ''],
])('an installation survives a temporary answer of %s: %i with %j', async (path, status, body) => {
  const { sandbox, prisma, completeDue } = await start();
  sandbox.faults.add({ kind: 'status', status, body, match: { path } });
  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  expect(await prisma.pendingInstall.findFirstOrThrow()).toMatchObject({
    state: 'open',
    lastError: expect.stringMatching(new RegExp(`${status}|not JSON`)),
  });
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirstOrThrow()).toMatchObject({ state: 'done' });
});

test('a pair whose account could not be read is kept too: the code is not exchanged twice', async () => {
  const { sandbox, prisma, completeDue } = await start();
  sandbox.faults.add({ kind: 'reset_before', match: { path: /api\/v4\/account\?/ } });
  await sandbox.installFromMarketplace();
  expect(await prisma.account.count()).toBe(0);
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.account.count()).toBe(1);
  expect(sandbox.requests.filter(({ path }) => path.endsWith('access_token'))).toHaveLength(1);
});

test('an answer lost after Kommo spent the code is explained to the person', async () => {
  const { sandbox, prisma, completeDue } = await start();
  sandbox.faults.add({ kind: 'reset_after', match: { path: /access_token/ } });
  await sandbox.installFromMarketplace();
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirstOrThrow()).toMatchObject({
    state: 'failed',
    code: '',
    lastError: 'Kommo refused the authorization code: Authorization code has been revoked',
  });
});

test('a code without an answer from Kommo is given up after its twenty minutes', async () => {
  const { sandbox, prisma, completeDue } = await start();
  sandbox.faults.add({ kind: 'reset_before', match: { path: /access_token/ }, times: 2 });
  await sandbox.installFromMarketplace();
  await prisma.pendingInstall.updateMany({ data: { receivedAt: new Date(Date.now() - 21 * 60_000) } });
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirstOrThrow()).toMatchObject({ state: 'failed', code: '' });
});

test('an attempt that fails unexpectedly is postponed, not repeated at once', async () => {
  const database = await openTestDatabase();
  const { sandbox, prisma, completeDue } = await startOauth(database);
  await database.runScript(`
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'storage failed'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION fail();`);
  await sandbox.installFromMarketplace();
  const failed = { state: 'open', attempts: 1, lastError: expect.stringMatching(/^\w+$/) };
  await expect.poll(() => prisma.pendingInstall.findFirst()).toMatchObject(failed);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirst()).toMatchObject(failed);
  await database.runScript('DROP TRIGGER fail ON accounts');
  await makeDue(prisma);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirst()).toMatchObject({ state: 'done', attempts: 2 });
});

test('an attempt of a process that stalled does not undo what another one has connected', async () => {
  const { sandbox, prisma, kommo, completeDue } = await start();
  sandbox.faults.add({ kind: 'status', status: 502, body: '<html>', match: { path: /access_token/ } });
  await sandbox.installFromMarketplace();
  await makeDue(prisma);
  const { id } = await prisma.pendingInstall.findFirstOrThrow();
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const held = sandbox.faults.add({ kind: 'hold', until, match: { path: /access_token/ } });
  const queue = kommo.installQueues.find(({ name }) => name === installQueueNames.broughtByKommo);
  const stalled = queue?.work(id, never, () => undefined);
  await expect.poll(held.hits).toBe(1);
  await completeDue('broughtByKommo');
  expect(await prisma.pendingInstall.findFirst()).toMatchObject({ state: 'done' });
  release();
  await stalled;
  expect(await prisma.pendingInstall.findFirst()).toMatchObject({ state: 'done', code: '' });
});

async function start(options: OauthOptions = {}) {
  return startOauth(await openTestDatabase(), options);
}

async function makeDue(prisma: PrismaClient): Promise<void> {
  await prisma.pendingInstall.updateMany({ data: { nextAttempt: new Date(0) } });
}
