import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { createSlots, type Slots } from '../../outward/slots.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import { underWayMs } from '../limits.ts';
import { pinnedAccounts } from './pinned-accounts.ts';

export interface RequestSlots extends Omit<Slots, 'block'> {
  /**
   * Kommo answered the request with 429. It counts by address (https://developers.kommo.com/docs/http-codes), so half as
   * many slots of this address are given out to all processes for `retryAfter` ms. Within a minute of another 429 that was
   * known when this request went out, none is, and all accounts that are pinned to the address pause.
   */
  readonly overLimit: (slotId: bigint, retryAfter: number) => Promise<void>;
}

/**
 * @param egress the outgoing address, and whether it is an account's
 * @param windowMs the period in which Kommo counts requests
 */
export function createRequestSlots(
  prisma: PrismaClient,
  egress: { readonly name: string; readonly isPinned: (accountId: string) => boolean },
  windowMs: number,
  log: Pick<FastifyBaseLogger, 'warn'>,
): RequestSlots {
  /** For the status. A row that an erasure or an import holds is left out: waiting for it could take minutes. */
  async function pauseAccounts(slotId: bigint): Promise<void> {
    const pinned = await pinnedAccounts(prisma, egress.isPinned);
    await prisma.$executeRaw`
      WITH free AS (
        SELECT id FROM accounts WHERE state = 'connected' AND id = ANY(${pinned}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED
      )
      UPDATE accounts a SET paused_until = greatest(a.paused_until, r.blocks_to)
      FROM free, outgoing_requests r WHERE a.id = free.id AND r.id = ${slotId}`;
  }

  return {
    ...createSlots(prisma, { service: 'kommo', egress: egress.name, windowMs, underWayMs }),
    overLimit: async (slotId, retryAfter) => {
      // The slot comes first and by itself: a claim heeds it, whatever holds up the accounts' rows. Requests that were
      // under way together count as one.
      const refused = await readRow(prisma, z.object({ paused: z.boolean() }))`
        WITH answered AS (
          SELECT r.id, clock_timestamp() AS at, clock_timestamp() + ${retryAfter} * interval '1 millisecond' AS until,
            EXISTS (SELECT FROM outgoing_requests e WHERE e.service = 'kommo' AND e.egress = r.egress
              AND e.slows_to IS NOT NULL AND e.counts_to BETWEEN clock_timestamp() - interval '1 minute' AND r.claimed_at) AS paused
          FROM outgoing_requests r WHERE r.id = ${slotId}
        )
        UPDATE outgoing_requests r SET counts_to = a.at, slows_to = a.until, blocks_to = CASE WHEN a.paused THEN a.until END
        FROM answered a WHERE r.id = a.id RETURNING a.paused`;
      const details = { egress: egress.name, retryAfter, ...refused };
      log.warn(details, 'Kommo answered 429; all accounts with this outgoing address slow down or pause');
      if (refused?.paused === true) await pauseAccounts(slotId);
    },
  };
}
