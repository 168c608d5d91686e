import type { PrismaClient } from '../database/generated/client.ts';
import { freeFacts } from './free-facts.ts';

/** Links per round. */
const linksAtOnce = 500;

/**
 * Takes customers off leads that Kommo has no more, as every reading of a lead notes, and has them looked for again:
 * the contact of the lead may have it under another number now, because two were merged. What waits for such a lead
 * goes where they are found. The link stays as a row, so that its history is kept and the lead may come back.
 * @returns whether there were any
 */
export async function releaseDeletedLeads(prisma: PrismaClient, accountId: string, now: number): Promise<boolean> {
  const links = await prisma.$queryRaw<{ customerId: string; leadId: bigint }[]>`
    SELECT l."customer_id"::text AS "customerId", l."lead_id" AS "leadId" FROM "leads" d
    JOIN "customer_leads" l ON l."account_id" = d."account_id" AND l."lead_id" = d."lead_id" AND l."removed_at" IS NULL
    WHERE d."account_id" = ${accountId}::uuid AND d."is_deleted" LIMIT ${linksAtOnce}`;
  if (links.length === 0) return false;
  await prisma.$transaction(async (transaction) => {
    await freeFacts(transaction, accountId, links);
    for (const { customerId, leadId } of links) {
      await transaction.customerLead.updateMany({
        where: { accountId, customerId, leadId, removedAt: null },
        data: { removedAt: new Date(now) },
      });
    }
    // Whoever has another lead keeps it meanwhile; the others are as if new.
    await transaction.$executeRaw`
      UPDATE "customers" c SET "next_match_at" = ${new Date(now)}, "match_state" = CASE WHEN EXISTS (
        SELECT FROM "customer_leads" l WHERE l."account_id" = c."account_id" AND l."customer_id" = c."id"
        AND l."removed_at" IS NULL) THEN 'linked' ELSE 'new' END
      WHERE c."id" = ANY(${links.map(({ customerId }) => customerId)}::uuid[]) AND c."match_state" <> 'ignored'`;
  });
  return true;
}
