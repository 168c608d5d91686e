import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../server/platform/database/generated/client.ts';

/** Another account, of whose rows the account under test may see none. Gives its id. */
export async function addOtherAccount(
  prisma: Pick<PrismaClient, 'account'>,
  id: string = randomUUID(),
): Promise<string> {
  await prisma.account.create({ data: { id, subdomain: 'other', webhookKey: id } });
  return id;
}
