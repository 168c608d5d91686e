import type { FastifyBaseLogger } from 'fastify';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

/**
 * The requests that count against Kommo's limit, in the database, so that all processes share one count. A request
 * counts from its claim until a window after the moment when it can no longer arrive at Kommo: its answer, or a bound
 * when none comes. Counting by the moment of sending instead would let requests that waited on the way bunch up there:
 * even pacing puts one too many into some second.
 */
export interface RequestSlots {
  /**
   * Takes a slot if fewer than `atMost` are taken, or half of that after a 429, and `keptFree` stay free beside it.
   * Otherwise says in how many ms it is worth asking again, or how long Kommo wants nothing from this address.
   * One transaction of its own: never call Kommo inside another one, the embedded database has one connection.
   */
  readonly claim: (atMost: number, keptFree: number) => Promise<Claim>;
  /** the request was sent, and has been answered or given up */
  readonly release: (slotId: bigint) => Promise<void>;
  /**
   * Kommo answered the request with 429. It counts by address (https://developers.kommo.com/docs/http-codes), so half as
   * many slots are given out to all processes for `retryAfter` ms. Within a minute of another 429 that was known when this
   * request went out, none is, and all accounts pause.
   */
  readonly overLimit: (slotId: bigint, retryAfter: number) => Promise<void>;
  /** the request was not sent at all */
  readonly cancel: (slotId: bigint) => Promise<void>;
}

type Claim =
  | { readonly granted: true; readonly slotId: bigint }
  | { readonly granted: false; readonly wait: number }
  | { readonly granted: false; readonly pause: number };

interface ClaimRow {
  readonly slot_id: bigint | null;
  readonly wait_ms: number | null;
  readonly pause_ms: number | null;
}

/** @param windowMs the period in which Kommo counts requests */
export function createRequestSlots(
  prisma: PrismaClient,
  windowMs: number,
  log: Pick<FastifyBaseLogger, 'warn'>,
): RequestSlots {
  /** For the status. A row that an erasure or an import holds is left out: waiting for it could take minutes. */
  async function pauseAccounts(slotId: bigint): Promise<void> {
    await prisma.$executeRaw`
      WITH free AS (SELECT id FROM accounts WHERE state = 'connected' FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE accounts a SET paused_until = greatest(a.paused_until, r.pauses_to)
      FROM free, kommo_requests r WHERE a.id = free.id AND r.id = ${slotId}`;
  }

  return {
    claim: async (atMost, keptFree) => {
      const [row] = await prisma.$queryRaw<ClaimRow[]>`
        SELECT slot_id, wait_ms, pause_ms FROM claim_kommo_request(${atMost}::int, ${keptFree}::int, ${windowMs}::int)`;
      const { slot_id: slotId = null, wait_ms: wait = null, pause_ms: pause = null } = row ?? {};
      if (slotId !== null) return { granted: true, slotId };
      return pause === null ? { granted: false, wait: Math.max(wait ?? 0, 1) } : { granted: false, pause };
    },
    release: async (slotId) => {
      await prisma.$executeRaw`UPDATE kommo_requests SET counts_to = clock_timestamp() WHERE id = ${slotId}`;
    },
    overLimit: async (slotId, retryAfter) => {
      // The slot comes first and by itself: a claim heeds it, whatever holds up the accounts' rows. Requests that were
      // under way together count as one.
      const [refused] = await prisma.$queryRaw<{ paused: boolean }[]>`
        WITH answered AS (
          SELECT r.id, clock_timestamp() AS at, clock_timestamp() + ${retryAfter} * interval '1 millisecond' AS until,
            EXISTS (SELECT FROM kommo_requests e WHERE e.slows_to IS NOT NULL
              AND e.counts_to BETWEEN clock_timestamp() - interval '1 minute' AND r.claimed_at) AS paused
          FROM kommo_requests r WHERE r.id = ${slotId}
        )
        UPDATE kommo_requests r SET counts_to = a.at, slows_to = a.until, pauses_to = CASE WHEN a.paused THEN a.until END
        FROM answered a WHERE r.id = a.id RETURNING a.paused`;
      log.warn({ retryAfter, ...refused }, 'Kommo answered 429; all accounts slow down or pause');
      if (refused?.paused === true) await pauseAccounts(slotId);
    },
    cancel: async (slotId) => {
      await prisma.$executeRaw`DELETE FROM kommo_requests WHERE id = ${slotId}`;
    },
  };
}
