import { expect, onTestFinished, test } from 'vitest';
import { createSealer } from '../server/platform/crypto/seal.ts';
import { sealedColumns } from '../server/secrets/sealed-columns.ts';
import { runScript } from '../testing/commands/run-script.ts';
import { openDatabase } from '../testing/postgres/open-database.ts';
import { addOtherAccount } from '../testing/postgres/other-account.ts';
import { createPostgresDatabase } from '../testing/postgres/test-database.ts';

const accountId = '0190d5b6-0000-7000-8000-000000000001';
const [oldKey, newKey] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)];

test('reports the sealed and the remaining secrets, and any missing variable', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  onTestFinished(database.close);
  await addOtherAccount(database.prisma, accountId);
  const before = createSealer({ current: oldKey, other: undefined });
  await database.prisma.kommoToken.create({
    data: {
      accountId,
      accessToken: before.seal(sealedColumns.accessToken, accountId, 'access'),
      refreshToken: 'broken',
    },
  });

  const keys = { DATABASE_URL: url, ENCRYPTION_KEY: newKey.toString('base64') };
  expect(await runScript('rotate-key', keys, [])).toMatchObject({
    code: 2,
    text: expect.stringMatching(/^OTHER_ENCRYPTION_KEY must .*\n$/),
  });
  const rotated = await runScript('rotate-key', { ...keys, OTHER_ENCRYPTION_KEY: oldKey.toString('base64') }, []);
  expect(rotated.text).toContain('1 secrets sealed with ENCRYPTION_KEY, 1 remain.');
  expect(rotated.text).toContain('kommo_tokens.refresh_token: 1 that open with neither key.');
  expect(rotated.code).toBe(1);
  const { accessToken } = await database.prisma.kommoToken.findUniqueOrThrow({ where: { accountId } });
  const after = createSealer({ current: newKey, other: undefined });
  expect(after.open(sealedColumns.accessToken, accountId, accessToken)).toBe('access');
});
