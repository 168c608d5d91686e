import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSealer } from '../server/crypto/seal.ts';
import { sealedColumns } from '../server/crypto/sealed-columns.ts';
import { openDatabase } from '../server/database/open.ts';
import { createPostgresDatabase } from '../server/database/testing/test-database.ts';
import { compiledModules } from '../server/testing/cache.ts';

const accountId = '0190d5b6-0000-7000-8000-000000000001';
const [oldKey, newKey] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)];

/** Runs the command as an operator does. */
async function run(environment: Readonly<Record<string, string>>): Promise<{ code: number; text: string }> {
  const env = { ...compiledModules, PATH: process.env.PATH, ...environment };
  return new Promise((resolve) => {
    // From a folder without an `.env`.
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'rotate-key.ts')],
      { env, cwd: tmpdir() },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), text: out + err }),
    );
  });
}

test('says what it has sealed, what remains, and what is missing to begin', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(database.close);
  const before = createSealer({ current: oldKey, other: undefined });
  await database.prisma.kommoToken.create({
    data: {
      accountId,
      accessToken: before.seal(sealedColumns.accessToken, accountId, 'access'),
      refreshToken: 'broken',
    },
  });

  const keys = { DATABASE_URL: url, ENCRYPTION_KEY: newKey.toString('base64') };
  expect(await run(keys)).toMatchObject({ code: 2, text: expect.stringMatching(/^OTHER_ENCRYPTION_KEY must .*\n$/) });
  const rotated = await run({ ...keys, OTHER_ENCRYPTION_KEY: oldKey.toString('base64') });
  expect(rotated.text).toContain('1 secrets sealed with ENCRYPTION_KEY, 1 remain.');
  expect(rotated.text).toContain('kommo_tokens.refresh_token: 1 that open with neither key.');
  expect(rotated.code).toBe(1);
  const { accessToken } = await database.prisma.kommoToken.findUniqueOrThrow({ where: { accountId } });
  const after = createSealer({ current: newKey, other: undefined });
  expect(after.open(sealedColumns.accessToken, accountId, accessToken)).toBe('access');
});
