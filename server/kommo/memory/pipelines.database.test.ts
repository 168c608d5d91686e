import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';

test('Kommo is asked for its pipelines once, and again when they are too old or on demand', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack({ database: await openTestDatabase() });
  const first = await kommo.memory.pipelines(accountId);
  expect(first.map(({ name }) => name)).toEqual(sandbox.account().pipelines.map(({ name }) => name));
  expect(await kommo.memory.pipelines(accountId)).toEqual(first);
  expect(sandbox.callCount()).toBe(1);
  await kommo.memory.pipelines(accountId, 'fresh');
  expect(sandbox.callCount()).toBe(2);
  await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - interval '2 hours'`;
  await kommo.memory.pipelines(accountId);
  expect(sandbox.callCount()).toBe(3);
});
