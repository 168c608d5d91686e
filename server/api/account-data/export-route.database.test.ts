import { mkdtemp, readdir, readFile, rm, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { guardOf } from '../../../testing/server/personal-data/guard.ts';
import { anna, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { archiveAccount, removeOldArchives } from '../../transfer/archive-account.ts';
import { importAccount } from '../../transfer/import-account.ts';
import { exportRoute } from './export-route.ts';

async function start() {
  // What other tests write at the same time must not count.
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  const ledger = await openLedger();
  const { database, accountId, record } = ledger;
  await record(
    orderCompleted('O-1', { ...anna, first: '\u2028Zoë "=1+1"', last: '\u{1F600}' }, 1_763_640_000_000),
    orderCompleted('O-2', buyer(1), 1_763_640_000_000),
  );
  const app = createApi({
    database,
    authenticate: async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' }),
  });
  await app.register(exportRoute);
  const ask = (headers = {}) => app.inject({ method: 'POST', url: '/api/v1/export', headers });
  return { ...ledger, ask };
}

const leftFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('kommo-fastspring-export-')).length;

async function unpack(tar: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await pipeline(Readable.from([tar]), unpackTar(folder));
  return join(folder, 'export');
}

test('the archive is text, holds what the import takes, and leaves no file behind', async () => {
  const { prisma, accountId, ask } = await start();
  const theirs = {
    accountId: await addOtherAccount(prisma),
    eventId: 'theirs',
    type: 'order.completed',
    payload: '{}',
  };
  await prisma.event.create({ data: theirs });
  const answer = await ask();
  expect(answer.headers).toMatchObject({ 'content-type': 'application/x-tar', 'cache-control': 'no-store' });
  const tar = answer.rawPayload;
  expect(tar.equals(Buffer.from(new TextDecoder().decode(tar)))).toBe(true);
  await expect.poll(leftFolders).toBe(0);
  const compressed = await ask({ 'accept-encoding': 'gzip, br' });
  expect(compressed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(compressed.rawPayload).length).toBe(tar.length);
  await expect.poll(leftFolders).toBe(0);

  const folder = await unpack(tar);
  expect(await readFile(join(folder, 'customers.csv'), 'utf8')).toContain('Zoë');
  const other = await openTestDatabase();
  const { id } = await other.prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  const manifest = await importAccount({ prisma: other.prisma, guard: guardOf(other) }, { id }, folder);
  expect(manifest).toMatchObject({ isPerson: false, account: { subdomain: 'acme' } });
  expect([await other.prisma.order.count(), await other.prisma.event.count()]).toEqual([2, 2]);
  const entry = { accountId, userId: 7n, action: 'data_exported', after: { scope: 'account' } };
  expect(await prisma.auditEntry.findMany()).toMatchObject([entry, entry]);
});

test('one at a time, none that a page cannot hold, and what breaks off is removed', async () => {
  const { prisma, database, ask } = await start();
  const both = await Promise.all([ask(), ask()]);
  expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
  expect(both.find(({ statusCode }) => statusCode === 409)?.json()).toMatchObject({ code: 'export_under_way' });
  const account = await prisma.account.findFirstOrThrow();
  (await archiveAccount(database, account)).destroy();
  await expect.poll(leftFolders).toBe(0);

  await prisma.$executeRaw`UPDATE "events" SET "payload" = repeat(' ', 64 * 1024 * 1024) WHERE "id" = (SELECT min("id") FROM "events")`;
  expect((await ask()).json()).toMatchObject({
    ...{ status: 413, code: 'export_too_large' },
    reason: 'npm run export -- --account acme --out folder',
  });
  expect(await leftFolders()).toBe(0);
  expect(await prisma.auditEntry.count()).toBe(1);

  const left = await mkdtemp(join(tmpdir(), 'kommo-fastspring-export-'));
  await removeOldArchives(Date.now());
  expect(await leftFolders()).toBe(1);
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  await utimes(left, longAgo, longAgo);
  // As when another process removes one of them meanwhile.
  for (const letter of ['A', 'z']) await symlink('/nowhere', join(tmpdir(), `kommo-fastspring-export-${letter}`));
  await removeOldArchives(Date.now());
  expect(await leftFolders()).toBe(2);
});
