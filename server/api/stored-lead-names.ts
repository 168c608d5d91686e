import type { PrismaClient } from '../platform/database/generated/client.ts';

/** The leads' names as last read, without those that are not known. */
export async function readStoredLeadNames(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly (bigint | number)[],
): Promise<ReadonlyMap<number, string>> {
  const where = { accountId, leadId: { in: leadIds.map(BigInt) } };
  const leads = await prisma.lead.findMany({ where, select: { leadId: true, name: true } });
  return new Map(leads.flatMap(({ leadId, name }) => (name === null ? [] : [[Number(leadId), name]])));
}
