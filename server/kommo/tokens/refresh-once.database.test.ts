import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startKommo, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';

test('many calls of two processes refresh an expiring token pair once', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack({
    database: await openTestDatabase(),
  });
  await prisma.kommoToken.updateMany({ data: { expiresAt: new Date(Date.now() + 60_000) } });
  const other = startKommo(database, config);
  const calls = [kommo, other, kommo, other].map((process) =>
    process.forAccount(accountId, 'interactive').getPipelines(),
  );
  expect((await Promise.all(calls)).every((pipelines) => pipelines.length > 0)).toBe(true);
  expect(sandbox.requests.filter(({ path }) => path.endsWith('/oauth2/access_token'))).toHaveLength(1);
  expect(await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } })).toMatchObject({
    version: 2,
    refreshClaim: null,
  });
});
