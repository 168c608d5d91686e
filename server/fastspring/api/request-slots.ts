import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { exchangeMs } from '../limits.ts';

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

/** s that the database may take beside the exchange itself */
const underWayAtMost = exchangeMs / 1000 + 5;

export function createRequestSlots(prisma: PrismaClient): RequestSlots {
  return {
    claim: async (atMost) => {
      const [row] = await prisma.$queryRaw<{ slot_id: bigint | null; wait_ms: number | null }[]>`
        SELECT slot_id, wait_ms FROM claim_fastspring_request(${atMost}::int, ${underWayAtMost}::int)`;
      const slotId = row?.slot_id ?? null;
      return slotId === null ? { granted: false, wait: Math.max(row?.wait_ms ?? 0, 1) } : { granted: true, slotId };
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
