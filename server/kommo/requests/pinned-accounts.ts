import type { PrismaClient } from '../../platform/database/generated/client.ts';

/**
 * Our ids of the accounts that a pause or a block of an outgoing address may concern. Pinning is a computation, not a
 * column: a column would have to be rewritten whenever the list of addresses changes.
 */
export async function pinnedAccounts(
  prisma: PrismaClient,
  isPinned: (accountId: string) => boolean,
): Promise<readonly string[]> {
  const accounts = await prisma.account.findMany({
    where: { state: { in: ['connected', 'blocked'] } },
    select: { id: true },
  });
  return accounts.map(({ id }) => id).filter(isPinned);
}
