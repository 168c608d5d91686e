import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { KommoApi } from '../api/api.ts';
import type { KommoContext } from '../context.ts';
import type { Egresses } from '../requests/egresses.ts';
import { KommoError } from '../requests/errors.ts';
import { addressBlockReason } from './address-blocks.ts';
import type { Availability } from './availability.ts';

/** s until an account is probed again whose probe got no answer */
const probeAgainAfter = 60;

/**
 * Probes with one harmless request whether Kommo takes requests again, for each blocked or unpaid account whose pause
 * is over. Accounts blocked only because their outgoing address was share one probe. Recurring work, so no two processes
 * probe at once.
 * @param forProbe the account's API for the one request that is sent although the account is blocked
 */
export function createRecovery(
  { prisma, egresses, log }: KommoContext,
  availability: Availability,
  forProbe: (accountId: string) => Pick<KommoApi, 'getAccount'>,
): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    for (const [accountId, ...others] of await findDue(prisma, egresses)) {
      if (signal.aborted) return;
      try {
        await forProbe(accountId).getAccount();
        await availability.recovered(accountId);
      } catch (error) {
        await postpone(prisma, [accountId, ...others]);
        if (!(error instanceof KommoError)) throw error;
        log.info({ accountId, reason: error.message }, 'Kommo does not take requests yet');
      }
    }
  };
}

/** The accounts that are due, grouped by probe: the first of each group is probed for all of it. */
async function findDue(
  prisma: PrismaClient,
  egresses: Pick<Egresses, 'of'>,
): Promise<readonly (readonly [string, ...string[]])[]> {
  const due = await readRows(prisma, z.object({ id: z.string(), of_address: z.boolean() }))`
    SELECT id, state = 'blocked' AND state_reason IS NOT DISTINCT FROM ${addressBlockReason} AS of_address
    FROM accounts WHERE state IN ('blocked', 'payment_required') AND paused_until <= clock_timestamp() ORDER BY id`;
  const groups = Map.groupBy(due, ({ id, of_address }) => (of_address ? `address ${egresses.of(id).name}` : id));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first.id, ...others.map(({ id }) => id)] as const],
  );
}

/** A probe may have ended with a longer pause, which stays. */
async function postpone(prisma: PrismaClient, accountIds: readonly string[]): Promise<void> {
  await prisma.$executeRaw`
    UPDATE accounts SET paused_until = clock_timestamp() + ${probeAgainAfter} * interval '1 second'
    WHERE id = ANY(${accountIds}::uuid[]) AND state IN ('blocked', 'payment_required') AND paused_until <= clock_timestamp()`;
}
