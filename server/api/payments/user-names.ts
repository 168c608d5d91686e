import { z } from 'zod';
import type { PrismaClient } from '../../database/generated/client.ts';

const usersSchema = z.array(z.object({ id: z.number(), name: z.string() }));

/** Names of Kommo's users as they were last read; without them a link shows the user's number. */
export async function readUserNames(prisma: PrismaClient, accountId: string): Promise<ReadonlyMap<number, string>> {
  const remembered = await prisma.kommoMemory.findUnique({ where: { accountId_name: { accountId, name: 'users' } } });
  const users = usersSchema.safeParse(remembered?.value);
  return new Map(users.success ? users.data.map(({ id, name }) => [id, name]) : []);
}
