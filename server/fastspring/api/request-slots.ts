import type { PrismaClient } from '../../database/generated/client.ts';
import { exchangeMs } from './exchange.ts';

/**
 * The requests that count against FastSpring's limit of 250 a minute for each address
 * (https://developer.fastspring.com/reference/getting-started-with-your-api), in the database, so that all processes
 * share one count. A request counts from its claim until a minute after the moment when it can no longer arrive: its
 * answer, or a bound when none comes.
 */
export interface RequestSlots {
  /**
   * Takes a slot if fewer than `atMost` are taken and no 429 holds everybody back; otherwise says in how many ms it is
   * worth asking again. One transaction of its own: never ask FastSpring inside another one.
   */
  readonly claim: (atMost: number) => Promise<Claim>;
  /** the request was sent, and has been answered or given up */
  readonly release: (slotId: bigint) => Promise<void>;
  /** FastSpring answered 429: nobody gets a slot for `retryAfter` ms */
  readonly block: (retryAfter: number) => Promise<void>;
}

export type Claim =
  | { readonly granted: true; readonly slotId: bigint }
  | { readonly granted: false; readonly wait: number };

/** Any number of our own: all processes that claim slots wait for each other at it. */
const lockNumber = 2_342_108;
/** s that the database may take beside the exchange itself */
const underWayAtMost = exchangeMs / 1000 + 5;

export function createRequestSlots(prisma: PrismaClient): RequestSlots {
  return {
    claim: async (atMost) => {
      // Two statements, because the count must see what the lock's last holder has committed.
      const [, rows] = await prisma.$transaction([
        prisma.$executeRaw`SELECT pg_advisory_xact_lock(${lockNumber}::bigint)`,
        prisma.$queryRaw<{ id: bigint | null; blocked: number | null; wait: number | null }[]>`
          WITH swept AS (
            DELETE FROM fastspring_requests WHERE counts_to < clock_timestamp() - interval '2 minutes'
              AND (blocks_to IS NULL OR blocks_to < clock_timestamp())
          ), blocked AS (
            SELECT max(blocks_to) AS until FROM fastspring_requests WHERE blocks_to > clock_timestamp()
          ), counting AS (
            -- An unanswered one is free at the earliest a minute from now.
            SELECT least(counts_to, clock_timestamp()) + interval '1 minute' AS free_at
            FROM fastspring_requests WHERE counts_to > clock_timestamp() - interval '1 minute'
          ), taken AS (
            SELECT count(*) AS number FROM counting
          ), claimed AS (
            INSERT INTO fastspring_requests (counts_to)
            SELECT clock_timestamp() + ${underWayAtMost} * interval '1 second'
            FROM taken, blocked WHERE number < ${atMost}::int AND until IS NULL
            RETURNING id
          )
          SELECT
            (SELECT id FROM claimed) AS id,
            (SELECT extract(epoch FROM until - clock_timestamp()) * 1000 FROM blocked)::float8 AS blocked,
            (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
              OFFSET greatest((SELECT number FROM taken) - ${atMost}::int, 0) LIMIT 1)::float8 AS wait`,
      ]);
      const { id, blocked, wait } = rows[0] ?? { id: null, blocked: null, wait: null };
      return id === null ? { granted: false, wait: Math.max(blocked ?? wait ?? 0, 1) } : { granted: true, slotId: id };
    },
    release: async (slotId) => {
      await prisma.$executeRaw`UPDATE fastspring_requests SET counts_to = clock_timestamp() WHERE id = ${slotId}`;
    },
    block: async (retryAfter) => {
      await prisma.$executeRaw`
        INSERT INTO fastspring_requests (counts_to, blocks_to)
        VALUES (clock_timestamp() - interval '1 minute', clock_timestamp() + ${retryAfter} * interval '1 millisecond')`;
    },
  };
}
