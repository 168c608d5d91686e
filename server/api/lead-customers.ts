import { z } from 'zod';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { int8, readRows } from '../platform/database/read-rows.ts';

const rowSchema = z.object({
  leadId: int8,
  email: z.string().nullable(),
  name: z.string().nullable(),
  company: z.string().nullable(),
  country: z.string().nullable(),
});
export type LeadCustomer = z.infer<typeof rowSchema>;

/** The customers who are on each of these leads, those linked first coming first. */
export async function readLeadCustomers(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, readonly LeadCustomer[]>> {
  const rows = await readRows(prisma, rowSchema)`
    SELECT l."lead_id" AS "leadId", c."email", c."name", c."company", c."country"
    FROM "customer_leads" l JOIN "customers" c ON c."account_id" = l."account_id" AND c."id" = l."customer_id"
    WHERE l."account_id" = ${accountId}::uuid AND l."removed_at" IS NULL AND l."lead_id" = ANY(${[...leadIds]}::bigint[])
    ORDER BY l."since", c."id"`;
  return Map.groupBy(rows, ({ leadId }) => leadId);
}
