import { z } from 'zod';
import { isolateFailures, unmarkableFor } from '../../delivery/effects/isolate-failures.ts';
import { holdLedger, ledgerTransaction } from '../../platform/database/ledger-lock.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import type { AccountRun } from '../run.ts';
import { unassignPendingFacts } from './unassign-pending-facts.ts';

/** Links per round. */
const linksAtOnce = 500;

/**
 * Unlinks customers from leads that are marked as missing from Kommo and queues them for matching: after a merge the
 * lead's contact has it under another id. Pending facts then go to the lead that is found. The link stays as a row, so
 * that its history is kept and the lead may come back.
 * @returns whether there were any
 */
export async function releaseDeletedLeads(run: AccountRun): Promise<boolean> {
  const found = await readRows(run.prisma, linkSchema)`
    SELECT l."customer_id"::text AS "customerId", l."lead_id" AS "leadId" FROM "leads" d
    JOIN "customer_leads" l ON l."account_id" = d."account_id" AND l."lead_id" = d."lead_id" AND l."removed_at" IS NULL
    WHERE d."account_id" = ${run.accountId}::uuid AND d."is_deleted" LIMIT ${linksAtOnce}`;
  const links = found.filter((link) => !run.skips.has(nameOf(link)));
  await isolateFailures(
    links,
    (some) => release(run, some),
    async (link, error) => {
      run.log.error(
        { ...reportOf(error), accountId: run.accountId },
        'a customer could not be unlinked from a deleted lead',
      );
      run.skips.skipFor(unmarkableFor, nameOf(link));
    },
  );
  return links.length > 0;
}

const linkSchema = z.object({ customerId: z.string(), leadId: z.bigint() });
type DeletedLeadLink = z.infer<typeof linkSchema>;

function nameOf({ customerId, leadId }: DeletedLeadLink): `link ${string}` {
  return `link ${customerId} ${leadId}`;
}

async function release({ prisma, accountId, now }: AccountRun, links: readonly DeletedLeadLink[]): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    await holdLedger(transaction, accountId);
    await unassignPendingFacts(transaction, accountId, links);
    await transaction.customerLead.updateMany({
      where: { accountId, removedAt: null, OR: links.map(({ customerId, leadId }) => ({ customerId, leadId })) },
      data: { removedAt: new Date(now()) },
    });
    // Customers with another lead keep it meanwhile; the others count as new.
    await transaction.$executeRaw`
      UPDATE "customers" c SET "next_match_at" = ${new Date(now())}, "match_state" = CASE WHEN EXISTS (
        SELECT FROM "customer_leads" l WHERE l."account_id" = c."account_id" AND l."customer_id" = c."id"
        AND l."removed_at" IS NULL) THEN 'linked' ELSE 'new' END
      WHERE c."account_id" = ${accountId}::uuid AND c."id" = ANY(${links.map(({ customerId }) => customerId)}::uuid[]) AND c."match_state" <> 'erased'`;
  }, ledgerTransaction);
}
