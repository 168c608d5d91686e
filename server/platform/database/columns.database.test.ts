import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { Prisma } from './generated/client.ts';

const readable = z.object({ findFirst: z.custom<() => Promise<unknown>>((value) => typeof value === 'function') });

test('the migrated tables have every column of schema.prisma', async () => {
  const { prisma } = await openTestDatabase();
  for (const model of Object.values(Prisma.ModelName)) {
    const table: unknown = Reflect.get(prisma, `${model[0]?.toLowerCase()}${model.slice(1)}`);
    await expect(readable.parse(table).findFirst(), model).resolves.toBeNull();
  }
});
