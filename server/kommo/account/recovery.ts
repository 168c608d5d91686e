import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { KommoApi } from '../api/api.ts';
import type { KommoContext } from '../context.ts';
import type { Egresses } from '../requests/egresses.ts';
import { KommoError } from '../requests/errors.ts';
import { addressBlockReason } from './address-blocks.ts';
import type { Availability } from './availability.ts';

/**
 * Probes with one harmless request whether Kommo takes requests again, for each blocked or unpaid account whose pause
 * is over. Accounts blocked only because their outgoing address was share one probe. Run by a timer.
 * @param forProbe the account's API for the one request that is sent although the account is blocked
 */
export function createRecovery(
  { prisma, egresses, log }: KommoContext,
  availability: Availability,
  forProbe: (accountId: string) => Pick<KommoApi, 'getAccount'>,
): () => Promise<void> {
  return async () => {
    for (const accountId of await claimDue(prisma, egresses)) {
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
 * Extends the pause of the accounts being probed, so that no other process probes them too. Of those that wait for one
 * outgoing address the first is enough.
 */
async function claimDue(prisma: PrismaClient, egresses: Pick<Egresses, 'of'>): Promise<readonly string[]> {
  const due = await readRows(prisma, z.object({ id: z.string(), of_address: z.boolean() }))`
    WITH due AS (
      SELECT id FROM accounts WHERE state IN ('blocked', 'payment_required') AND paused_until <= clock_timestamp()
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE accounts a SET paused_until = clock_timestamp() + interval '60 seconds' FROM due WHERE a.id = due.id
    RETURNING a.id, a.state = 'blocked' AND a.state_reason IS NOT DISTINCT FROM ${addressBlockReason} AS of_address`;
  const ofAddress = due.filter(({ of_address }) => of_address);
  const firstOfEach = [...Map.groupBy(ofAddress, ({ id }) => egresses.of(id).name).values()].flatMap(
    ([first]) => first ?? [],
  );
  return [...due.filter(({ of_address }) => !of_address), ...firstOfEach].map(({ id }) => id);
}
