import { isOfSingleItems, reasonOfFailure } from '../delivery/isolate-failures.ts';
import { reportOf } from './error-report.ts';
import type { AccountRun } from './run.ts';

/**
 * A customer whose lead cannot be looked for, for whatever holds the customer, a contact or a lead: the payments that wait
 * say so in the event log, from where a replay has the customer looked for again.
 */
export async function setCustomerAside(run: AccountRun, customerId: string, error: unknown): Promise<void> {
  const { prisma, accountId, log } = run;
  log.error({ ...reportOf(error), accountId, customerId }, 'a customer’s lead could not be looked for');
  run.setAside.add(customerId);
  const detail = reasonOfFailure(error);
  await unlessRefused(
    () =>
      prisma.$executeRaw`
      UPDATE "events" SET "state" = 'failed', "reason" = ${JSON.stringify({ code: 'setAside', detail })}::jsonb
      WHERE "id" IN (SELECT "event_row_id" FROM "facts" WHERE "account_id" = ${accountId}::uuid
        AND "customer_id" = ${customerId}::uuid AND "planned_at" IS NULL) AND "state" = 'recorded'`,
  );
  // New payments of somebody who is on a lead must not go there unlooked at.
  await unlessRefused(
    () =>
      prisma.$executeRaw`
      UPDATE "customers" SET "next_match_at" =
        CASE WHEN "match_state" = 'linked' THEN ${new Date(run.now() + lookAgainAfter)}::timestamptz END
      WHERE "id" = ${customerId}::uuid`,
  );
}

/** ms */
const lookAgainAfter = 5 * 60_000;

/** What cannot even be marked as set aside is tried again in the next run. */
export async function unlessRefused(mark: () => Promise<unknown>): Promise<void> {
  try {
    await mark();
  } catch (error) {
    if (!isOfSingleItems(error)) throw error;
  }
}
