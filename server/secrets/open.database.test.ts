import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import { addOtherAccount } from '../../testing/postgres/other-account.ts';
import { createPostgresDatabase } from '../../testing/postgres/test-database.ts';
import { encryptionKey, sealAsV1 } from '../../testing/server/platform/crypto/test-sealer.ts';
import { deriveKey } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { openSecrets } from './open.ts';
import { sealedColumns } from './sealed-columns.ts';

const otherKey = Buffer.alloc(32, 8);
const accountId = '0190d5b6-0000-7000-8000-000000000001';

/**
 * One for all tests, emptied in between: each start applies the migrations, after which a borrowed one is discarded.
 */
let database: Database;
let drop: () => Promise<void>;
const warned: unknown[] = [];

beforeAll(async () => {
  const created = await createPostgresDatabase();
  database = await openDatabase({ databaseUrl: created.url, dataDir: '' });
  drop = created.drop;
});
beforeEach(async () => {
  warned.length = 0;
  await database.prisma.serviceSecret.deleteMany();
  await database.prisma.kommoToken.deleteMany();
  await database.prisma.account.deleteMany();
});
afterAll(async () => {
  await database.close();
  await drop();
});

const open = (current: Buffer | undefined, other?: Buffer, dataDir = '') =>
  openSecrets(
    database,
    { dataDir, encryptionKey: current, otherEncryptionKey: other },
    { warn: (details: unknown) => void warned.push(details) },
  );
/** as the previous version stored it */
async function storeToken(key: Buffer): Promise<void> {
  await addOtherAccount(database.prisma, accountId);
  await database.prisma.kommoToken.create({ data: { accountId, accessToken: sealAsV1('kommo-token', 'access', key) } });
}
const storedSecrets = () => database.prisma.serviceSecret.findMany({ orderBy: { name: 'asc' } });

const oneLine = (pattern: string) => ({
  name: 'ConfigurationError',
  message: expect.stringMatching(new RegExp(`^ENCRYPTION_KEY [^\\n]*${pattern}[^\\n]*$`)),
});

test('another key ends the start with one line, and nothing is changed', async () => {
  await open(encryptionKey);
  const before = await storedSecrets();
  await expect(open(otherKey)).rejects.toMatchObject(oneLine('OTHER_ENCRYPTION_KEY'));
  expect(await storedSecrets()).toEqual(before);
  await open(otherKey, encryptionKey);
  await open(encryptionKey, otherKey);
});

test('the same on tables of the previous version, which stay unchanged', async () => {
  await storeToken(encryptionKey);
  await database.runScript(`DROP TABLE "service_secrets";
    DELETE FROM "_prisma_migrations" WHERE "migration_name" LIKE '%service_secrets'`);
  await expect(open(otherKey)).rejects.toMatchObject(oneLine('OTHER_ENCRYPTION_KEY'));
  expect((await database.query(`SELECT to_regclass('service_secrets') AS "table"`)).rows).toEqual([{ table: null }]);
  await open(encryptionKey);
});

test.each([
  ['with its key', encryptionKey, undefined],
  ['while its key is being replaced', otherKey, encryptionKey],
  ['with the next key announced', encryptionKey, otherKey],
])(
  '%s, values sealed by the previous version are bound to their place, and its signatures stay valid',
  async (_how, key, other) => {
    await storeToken(encryptionKey);
    const { sealer, secretOf } = await open(key, other);
    const { accessToken } = await database.prisma.kommoToken.findUniqueOrThrow({ where: { accountId } });
    expect(accessToken.startsWith(sealer.prefix)).toBe(true);
    expect(sealer.open(sealedColumns.accessToken, accountId, accessToken)).toBe('access');
    expect(secretOf('lead-tag')).toEqual(deriveKey(encryptionKey, 'lead-tag'));
    expect(secretOf('oauth-state')).toEqual(deriveKey(encryptionKey, 'oauth-state'));
  },
);

test('a new installation has secrets not derived from any key, the same in every process', async () => {
  const [first, second] = await Promise.all([open(encryptionKey), open(encryptionKey)]);
  const secret = first.secretOf('lead-tag');
  expect(secret).toHaveLength(32);
  expect(secret).not.toEqual(deriveKey(encryptionKey, 'lead-tag'));
  expect(first.secretOf('oauth-state')).not.toEqual(secret);
  expect(second.secretOf('lead-tag')).toEqual(secret);
});

test('of two processes that start an installation with different keys, one ends', async () => {
  const starts = await Promise.allSettled([open(encryptionKey), open(otherKey)]);
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('a value that no key opens does not affect anything else', async () => {
  await storeToken(otherKey);
  const lost = sealAsV1('fastspring-api-credentials', 'x', Buffer.alloc(32, 1));
  await database.prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key', apiUsername: lost } });
  await open(otherKey);
  expect(warned).toEqual([{ unreadable: ['accounts.api_username'] }]);
  expect(await database.prisma.account.findFirst({ where: { subdomain: 'acme' } })).toMatchObject({
    apiUsername: lost,
  });
});

test('without ENCRYPTION_KEY one is generated once, only if nothing is sealed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const file = join(dataDir, 'encryption.key');
  const secret = (await open(undefined, undefined, dataDir)).secretOf('lead-tag');
  const key = await readFile(file, 'utf8');
  expect(key).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  expect((await open(undefined, undefined, dataDir)).secretOf('lead-tag')).toEqual(secret);
  expect(await readFile(file, 'utf8')).toBe(key);

  await rm(file);
  await expect(open(undefined, undefined, dataDir)).rejects.toMatchObject(oneLine('encryption.key'));
  expect(existsSync(file)).toBe(false);
  await writeFile(file, key.slice(0, 20));
  await expect(open(undefined, undefined, dataDir)).rejects.toMatchObject(oneLine('damaged'));
});
