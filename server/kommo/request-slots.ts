import type { PrismaClient } from '../database/generated/client.ts';

/**
 * The requests that count against Kommo's limit, in the database, so that all processes share one count. A request
 * counts from its claim until a window after the moment when it can no longer arrive at Kommo: its answer, or a bound
 * when none comes. Counting by the moment of sending instead would let requests that waited on the way bunch up there:
 * even pacing puts one too many into some second.
 */
export interface RequestSlots {
  /**
   * Takes a slot if fewer than `atMost` are taken; otherwise says in how many ms it is worth asking again.
   * One transaction of its own: never call Kommo inside another one, the embedded database has one connection.
   */
  readonly claim: (atMost: number) => Promise<Claim>;
  /** the request was sent, and has been answered or given up */
  readonly release: (slotId: bigint) => Promise<void>;
  /** the request was not sent at all */
  readonly cancel: (slotId: bigint) => Promise<void>;
}

type Claim = { readonly granted: true; readonly slotId: bigint } | { readonly granted: false; readonly wait: number };

/** Any number of our own: all processes that claim slots wait for each other at it. */
const lockNumber = 4_815_162;

/** @param windowMs the period in which Kommo counts requests */
export function createRequestSlots(prisma: PrismaClient, windowMs: number): RequestSlots {
  return {
    claim: async (atMost) => {
      // Two statements, because the count must see what the lock's last holder has committed.
      const [, rows] = await prisma.$transaction([
        prisma.$executeRaw`SELECT pg_advisory_xact_lock(${lockNumber}::bigint)`,
        prisma.$queryRaw<{ id: bigint | null; wait: number | null }[]>`
          WITH swept AS (
            DELETE FROM kommo_requests WHERE counts_to < clock_timestamp() - ${10 * windowMs} * interval '1 millisecond'
          ), counting AS (
            -- An unanswered one is free at the earliest a whole window from now.
            SELECT least(counts_to, clock_timestamp()) + ${windowMs} * interval '1 millisecond' AS free_at
            FROM kommo_requests WHERE counts_to > clock_timestamp() - ${windowMs} * interval '1 millisecond'
          ), taken AS (
            SELECT count(*) AS number FROM counting
          ), claimed AS (
            INSERT INTO kommo_requests (claimed_at, counts_to)
            SELECT clock_timestamp(), clock_timestamp() + interval '3 seconds'
            FROM taken WHERE number < ${atMost}::int
            RETURNING id
          )
          SELECT
            (SELECT id FROM claimed) AS id,
            (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
              OFFSET greatest((SELECT number FROM taken) - ${atMost}::int, 0) LIMIT 1)::float8 AS wait`,
      ]);
      const slotId = rows[0]?.id ?? null;
      return slotId === null ? { granted: false, wait: Math.max(rows[0]?.wait ?? 0, 1) } : { granted: true, slotId };
    },
    release: async (slotId) => {
      await prisma.$executeRaw`UPDATE kommo_requests SET counts_to = clock_timestamp() WHERE id = ${slotId}`;
    },
    cancel: async (slotId) => {
      await prisma.$executeRaw`DELETE FROM kommo_requests WHERE id = ${slotId}`;
    },
  };
}
