import type { PrismaClient } from '../../platform/database/generated/client.ts';

/** The objects that FastSpring has listed so far in an account's comparison; survives an interruption. */

export type ListedKind = 'order' | 'subscription';

export async function forgetListed(prisma: PrismaClient, accountId: string): Promise<void> {
  await prisma.reconciliationListed.deleteMany({ where: { accountId } });
}

/** @returns the objects not listed before: a list that grows while it is read shows some twice */
export async function rememberListed(
  prisma: PrismaClient,
  accountId: string,
  kind: ListedKind,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const added = await prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO "reconciliation_listed" ("account_id", "kind", "id")
    SELECT ${accountId}::uuid, ${kind}, i FROM unnest(${[...ids]}::text[]) AS i
    ON CONFLICT DO NOTHING RETURNING "id"`;
  return new Set(added.map(({ id }) => id));
}
