import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../server/platform/database/generated/client.ts';

/** Another account; the account under test must not see its rows. Returns its id. */
export async function addOtherAccount(
  prisma: Pick<PrismaClient, 'account'>,
  id: string = randomUUID(),
): Promise<string> {
  await prisma.account.create({ data: { id, subdomain: 'other', webhookKey: id } });
  return id;
}
