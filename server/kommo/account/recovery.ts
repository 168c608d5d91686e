import type { FastifyBaseLogger } from 'fastify';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { KommoApi } from '../api/api.ts';
import { KommoError } from '../requests/errors.ts';
import { type Availability, addressBlockReason } from './availability.ts';

/**
 * Probes with one harmless request whether Kommo takes requests again, for each blocked or unpaid account whose pause
 * is over. Accounts blocked only because others were share one probe. Run by a timer.
 */
export function createRecovery(dependencies: {
  prisma: PrismaClient;
  availability: Availability;
  /** the account's API for the one request that is sent although the account is blocked */
  forProbe: (accountId: string) => Pick<KommoApi, 'getAccount'>;
  log: Pick<FastifyBaseLogger, 'info'>;
}): () => Promise<void> {
  const { prisma, availability, forProbe, log } = dependencies;
  return async () => {
    for (const accountId of await claimDue(prisma)) {
      try {
        await forProbe(accountId).getAccount();
        await availability.recovered(accountId);
      } catch (error) {
        if (!(error instanceof KommoError)) throw error;
        log.info({ accountId, reason: error.message }, 'Kommo does not take requests yet');
      }
    }
  };
}

/**
 * Extends the pause of the accounts whose pause is over, so that no other process probes them too.
 * @returns the accounts to probe
 */
async function claimDue(prisma: PrismaClient): Promise<readonly string[]> {
  const due = await prisma.$queryRaw<{ id: string; isOfAddress: boolean }[]>`
    WITH due AS (
      SELECT id FROM accounts
      WHERE state IN ('blocked', 'payment_required') AND paused_until <= clock_timestamp()
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE accounts SET paused_until = clock_timestamp() + interval '60 seconds' FROM due WHERE accounts.id = due.id
    RETURNING accounts.id, state_reason = ${addressBlockReason} AS "isOfAddress"`;
  const [, ...sharing] = due.filter(({ isOfAddress }) => isOfAddress);
  return due.filter((account) => !sharing.includes(account)).map(({ id }) => id);
}
