import { markOrSkip, reasonOfFailure } from '../../delivery/effects/isolate-failures.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import { minute } from '../../platform/time/units.ts';
import type { AccountRun } from '../run.ts';

/** ms */
const searchAgainAfter = 5 * minute;

/**
 * Sets a customer aside after a failed lead search. The waiting payments show the reason in the event log, and Replay
 * searches again.
 */
export async function setCustomerAside(run: AccountRun, customerId: string, error: unknown): Promise<void> {
  const { prisma, accountId, log, skips } = run;
  log.error({ ...reportOf(error), accountId, customerId }, 'customer search failed');
  const reason = JSON.stringify({ code: 'setAside', detail: reasonOfFailure(error) });
  await markOrSkip(skips, [`customer ${customerId}`], async () => {
    await prisma.$executeRaw`
      UPDATE "events" SET "state" = 'failed', "reason" = ${reason}::jsonb
      WHERE "account_id" = ${accountId}::uuid AND "id" IN (SELECT "event_row_id" FROM "facts" WHERE "account_id" = ${accountId}::uuid
        AND "customer_id" = ${customerId}::uuid AND "planned_at" IS NULL) AND "state" = 'recorded'`;
    // A linked customer is searched again, so that new payments do not follow an unchecked link.
    await prisma.$executeRaw`
      UPDATE "customers" SET "next_match_at" =
        CASE WHEN "match_state" = 'linked' THEN ${new Date(run.now() + searchAgainAfter)}::timestamptz END
      WHERE "account_id" = ${accountId}::uuid AND "id" = ${customerId}::uuid`;
  });
}
